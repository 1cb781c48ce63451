package names

import "strings"

// places are names of one place in Russian and English that do not sound alike, a
// place a line; the names of one are divided by commas. Those that sound alike
// (Казань, Kazan) meet by their skeletons and need no line. They stand here as
// unadorned makes them.
const places = `москва,moscow,moskva,мск
санкт петербург,saint petersburg,st petersburg,petersburg,петербург,питер,piter,sankt peterburg,спб,spb
екатеринбург,yekaterinburg,ekaterinburg,екб
нижний новгород,nizhny novgorod,nizhniy novgorod
ростов на дону,rostov on don
владивосток,vladivostok
подмосковье,московская область,moscow region,moscow oblast
крым,crimea
сибирь,siberia
киев,kyiv,kiev,київ
харьков,kharkiv,kharkov,харків
львов,lviv,lvov,львів
одесса,odesa,odessa
ереван,yerevan,erevan
тбилиси,tbilisi
алматы,алма ата,almaty,alma ata
астана,astana,нур султан,nur sultan
ташкент,tashkent
кишинев,chisinau,kishinev
вильнюс,vilnius
варшава,warsaw,warszawa
прага,prague,praha
вена,vienna,wien
берлин,berlin
мюнхен,munich,münchen,munchen
кельн,cologne,köln,koln
гамбург,hamburg
франкфурт,frankfurt
париж,paris
лондон,london
рим,rome,roma
милан,milan,milano
венеция,venice,venezia
неаполь,naples,napoli
флоренция,florence,firenze
мадрид,madrid
лиссабон,lisbon,lisboa
афины,athens
стамбул,istanbul
анталия,анталья,antalya
иерусалим,jerusalem
тель авив,tel aviv
каир,cairo
пекин,beijing,peking
шанхай,shanghai
гонконг,hong kong
токио,tokyo
сеул,seoul
бангкок,bangkok
нью йорк,new york,nyc
лос анджелес,los angeles
вашингтон,washington
сан франциско,san francisco
женева,geneva,genève
цюрих,zurich,zürich
брюссель,brussels,bruxelles
копенгаген,copenhagen,københavn
хельсинки,helsinki
белград,belgrade,beograd
бухарест,bucharest
лимасол,limassol
дубай,dubai
россия,russia,рф,russian federation
украина,ukraine
беларусь,белоруссия,belarus
казахстан,kazakhstan
грузия,georgia
армения,armenia
азербайджан,azerbaijan
узбекистан,uzbekistan
германия,germany,deutschland
франция,france
италия,italy,italia
испания,spain,españa
португалия,portugal
польша,poland,polska
чехия,czechia,czech republic
австрия,austria
швейцария,switzerland
венгрия,hungary
греция,greece
турция,turkey,türkiye
израиль,israel
кипр,cyprus
сербия,serbia
черногория,montenegro
финляндия,finland
швеция,sweden
норвегия,norway
дания,denmark
нидерланды,голландия,netherlands,holland
бельгия,belgium
великобритания,англия,united kingdom,great britain,england,uk
сша,usa,united states,америка,america
канада,canada
китай,china
япония,japan
индия,india
таиланд,тайланд,thailand
оаэ,эмираты,uae,united arab emirates
латвия,latvia
литва,lithuania
эстония,estonia`

// Places gives what a place is called, as it was typed first, then its names in
// other languages where those do not sound alike: Moscow for Москва, and the other
// way round. It reads its table each time, some ten microseconds: ask once for a
// question.
func Places(typed string) []string {
	out := []string{typed}
	key := unadorned(typed)
	if key == "" {
		return out
	}
	for line := range strings.SplitSeq(places, "\n") {
		for name := range strings.SplitSeq(line, ",") {
			if name == key {
				return others(out, strings.Split(line, ","))
			}
		}
	}
	return out
}

// unadorned is a name without what people write in this way and that.
func unadorned(name string) string {
	name = strings.NewReplacer("ё", "е", "-", " ", ".", " ").Replace(strings.ToLower(name))
	return strings.Join(strings.Fields(name), " ")
}

// others adds the names of a place that are met by other words than those had.
func others(out, all []string) []string {
	seen := map[string]bool{strings.Join(Query(out[0]), " "): true}
	for _, name := range all {
		if k := strings.Join(Query(name), " "); !seen[k] {
			seen[k] = true
			out = append(out, name)
		}
	}
	return out
}
