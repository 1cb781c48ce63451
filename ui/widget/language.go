package widget

import "strings"

// languages are the codes of ISO 639-1 and what they are called in English, and some
// of ISO 639-3 that people write in on the networks. It is one text: nothing is
// built when the program starts.
const languages = ";" +
	"aa Afar;ab Abkhaz;ae Avestan;af Afrikaans;ak Akan;am Amharic;an Aragonese;ar Arabic;as Assamese;av Avar;" +
	"ay Aymara;az Azerbaijani;ba Bashkir;be Belarusian;bg Bulgarian;bi Bislama;bm Bambara;bn Bengali;bo Tibetan;" +
	"br Breton;bs Bosnian;ca Catalan;ce Chechen;ch Chamorro;co Corsican;cr Cree;cs Czech;cu Church Slavonic;" +
	"cv Chuvash;cy Welsh;da Danish;de German;dv Dhivehi;dz Dzongkha;ee Ewe;el Greek;en English;eo Esperanto;" +
	"es Spanish;et Estonian;eu Basque;fa Persian;ff Fula;fi Finnish;fj Fijian;fo Faroese;fr French;" +
	"fy Western Frisian;ga Irish;gd Scottish Gaelic;gl Galician;gn Guarani;gu Gujarati;gv Manx;ha Hausa;he Hebrew;" +
	"hi Hindi;ho Hiri Motu;hr Croatian;ht Haitian Creole;hu Hungarian;hy Armenian;hz Herero;ia Interlingua;" +
	"id Indonesian;ie Interlingue;ig Igbo;ii Nuosu;ik Inupiaq;io Ido;is Icelandic;it Italian;iu Inuktitut;" +
	"ja Japanese;jv Javanese;ka Georgian;kg Kongo;ki Kikuyu;kj Kuanyama;kk Kazakh;kl Greenlandic;km Khmer;" +
	"kn Kannada;ko Korean;kr Kanuri;ks Kashmiri;ku Kurdish;kv Komi;kw Cornish;ky Kyrgyz;la Latin;lb Luxembourgish;" +
	"lg Ganda;li Limburgish;ln Lingala;lo Lao;lt Lithuanian;lu Luba-Katanga;lv Latvian;mg Malagasy;mh Marshallese;" +
	"mi Maori;mk Macedonian;ml Malayalam;mn Mongolian;mr Marathi;ms Malay;mt Maltese;my Burmese;na Nauruan;" +
	"nb Norwegian Bokmål;nd Northern Ndebele;ne Nepali;ng Ndonga;nl Dutch;nn Norwegian Nynorsk;no Norwegian;" +
	"nr Southern Ndebele;nv Navajo;ny Chichewa;oc Occitan;oj Ojibwe;om Oromo;or Odia;os Ossetian;pa Punjabi;pi Pali;" +
	"pl Polish;ps Pashto;pt Portuguese;qu Quechua;rm Romansh;rn Kirundi;ro Romanian;ru Russian;rw Kinyarwanda;" +
	"sa Sanskrit;sc Sardinian;sd Sindhi;se Northern Sami;sg Sango;si Sinhala;sk Slovak;sl Slovene;sm Samoan;" +
	"sn Shona;so Somali;sq Albanian;sr Serbian;ss Swati;st Southern Sotho;su Sundanese;sv Swedish;sw Swahili;" +
	"ta Tamil;te Telugu;tg Tajik;th Thai;ti Tigrinya;tk Turkmen;tl Tagalog;tn Tswana;to Tongan;tr Turkish;ts Tsonga;" +
	"tt Tatar;tw Twi;ty Tahitian;ug Uyghur;uk Ukrainian;ur Urdu;uz Uzbek;ve Venda;vi Vietnamese;vo Volapük;" +
	"wa Walloon;wo Wolof;xh Xhosa;yi Yiddish;yo Yoruba;za Zhuang;zh Chinese;zu Zulu;arz Egyptian Arabic;" +
	"ast Asturian;ceb Cebuano;ckb Central Kurdish;crh Crimean Tatar;fil Filipino;gsw Swiss German;haw Hawaiian;" +
	"kab Kabyle;krc Karachay-Balkar;kum Kumyk;lez Lezgian;mhr Meadow Mari;myv Erzya;sah Yakut;sco Scots;tyv Tuvan;" +
	"udm Udmurt;yue Cantonese;"

// Language is what a language of a code is called in English: "Arabic" for ar. What
// stands behind the language in the code is kept: "Portuguese (BR)". A code that has
// no name here is marked as one: "code xyz".
func Language(code string) string {
	base, region, divided := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	switch base = strings.ToLower(strings.TrimSpace(base)); base {
	case "":
		return code
	case "und", "zxx", "mul":
		return map[string]string{"und": "not known", "zxx": "no language", "mul": "several languages"}[base]
	}
	_, rest, found := strings.Cut(languages, ";"+base+" ")
	if !found || strings.ContainsAny(base, "; ") {
		return "code " + code
	}
	name, _, _ := strings.Cut(rest, ";")
	if divided && region != "" {
		name += " (" + region + ")"
	}
	return name
}
