package contacts

import (
	"strings"
	"sync"
)

// columnNames are the names that columns have in the usual address books, shops and
// registers, in English, Russian, German, Ukrainian and Kazakh, as columnName folds
// them, without apostrophes.
const columnNames = `
id: id unique_id rec_id contact_id customer_id client_id user_id record_id row_id identity_id uid uuid guid ид код идентификатор kennung kontakt_id kundennummer ідентифікатор
net: net network social_network platform сеть соцсеть соц_сеть площадка netzwerk plattform мережа соцмережа желі
name: name full_name fullname display_name contact_name customer_name client_name person_name фио полное_имя имя_и_фамилия фамилия_и_имя vollständiger_name піб повне_імя аты_жөні толық_аты
first: first_name firstname given_name givenname forename имя vorname імя есімі
last: last_name lastname surname family_name familyname фамилия nachname familienname прізвище тегі
handle: handle username user_name screen_name login nick nickname account account_name ник логин аккаунт имя_пользователя benutzername benutzer нік логін обліковий_запис пайдаланушы_аты
mail: email e_mail mail email_address e_mail_address mail_address e_mail_1_value email_1 e_mail_1 primary_email почта эл_почта электронная_почта адрес_эл_почты email_адрес e_mail_adresse email_adresse mail_adresse пошта ел_пошта електронна_пошта электрондық_пошта
phone: phone tel telephone mobile mobile_phone mobile_number cell cell_phone phone_number phone_1 phone_1_value business_phone home_phone телефон тел мобильный номер_телефона мобильный_телефон telefon telefonnummer handy handynummer mobil rufnummer мобільний номер_телефону телефон_нөмірі
city: city town location place home_city business_city address_1_city город место населённый_пункт населенный_пункт stadt ort wohnort місто қала
url: url site website web web_page website_1_value homepage link profile_url сайт ссылка webseite internetseite посилання сілтеме
avatar: avatar photo picture avatar_url avatar_hash profile_image аватар фото bild profilbild світлина сурет
bio: bio about description описание о_себе beschreibung опис сипаттама
followers: followers followers_count follower подписчики подписчиков підписники підписників
tags: tags categories теги метки
vip: vip
class: class класс
class_by: class_by
lists: lists списки
`

// known gives what a column of a name is about.
func known(name string) field {
	return namedFields()[strings.Map(func(r rune) rune {
		if strings.ContainsRune("'`\u2019\u02bc", r) { // ім'я is written with several
			return -1
		}
		return r
	}, name)]
}

// namedFields reads the table of names.
var namedFields = sync.OnceValue(func() map[string]field {
	fields := map[string]field{
		"id": asID, "net": asNet, "name": asName, "first": asFirst, "last": asLast, "handle": asHandle, "mail": asMail, "phone": asPhone, "city": asCity,
		"url": asURL, "avatar": asAvatar, "bio": asBio, "followers": asFollowers, "tags": asTags, "vip": asVIP, "class": asClass, "class_by": asClassBy, "lists": asLists,
	}
	names := map[string]field{}
	for row := range strings.Lines(columnNames) {
		kind, list, _ := strings.Cut(row, ":")
		for _, name := range strings.Fields(list) {
			names[name] = fields[kind]
		}
	}
	return names
})
