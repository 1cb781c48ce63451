package mailfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

// client is a mail in the shape a well-known kind of program gives it, and what
// should be understood of it. The words are our own.
type client struct {
	raw            string
	id, title, who string
	text           string
	place          store.Place
	media          []store.Media
}

func clients() map[string]client {
	return map[string]client{
		"an office program": {
			raw: `Received: from EX01.corp.example (10.1.1.1) by EX02.corp.example
 (10.1.1.2) with Microsoft SMTP Server (TLS) id 15.1; Thu, 19 Nov 2026 14:20:11 +0300
From: "Smirnova, Olga (Buhgalteria)" <O.Smirnova@corp.example>
To: "support@acme.example" <support@acme.example>
Subject: RE: Invoice 1138 // =?koi8-r?Q?=D3=DE=A3=D4?=
Thread-Topic: Invoice 1138
Thread-Index: AdYxYzA1MjM0NTY3ODkw
Date: Thu, 19 Nov 2026 11:20:09 +0000
Message-ID: <5f0b9d1c7e@EX01.corp.example>
References: <a1@acme.example>,<b2@corp.example>
In-Reply-To: <b2@corp.example>
X-MS-Has-Attach: yes
Content-Type: multipart/related;
	boundary="_004_5f0b9d_";
	type="multipart/alternative"
MIME-Version: 1.0

--_004_5f0b9d_
Content-Type: multipart/alternative;
	boundary="_000_5f0b9d_"

--_000_5f0b9d_
Content-Type: text/plain; charset="koi8-r"
Content-Transfer-Encoding: quoted-printable

=E4=CF=C2=D2=D9=CA =C4=C5=CE=D8!

-----Original Message-----
From: support@acme.example
--_000_5f0b9d_
Content-Type: text/html; charset="koi8-r"
Content-Transfer-Encoding: quoted-printable

<html><body><p class=3D"MsoNormal">=E4=CF=C2=D2=D9=CA =C4=C5=CE=D8!</p></body></html>
--_000_5f0b9d_--

--_004_5f0b9d_
Content-Type: image/png; name="image001.png"
Content-Description: image001.png
Content-Disposition: inline; filename="image001.png"; size=1234;
	creation-date="Thu, 19 Nov 2026 11:20:00 GMT"
Content-ID: <image001.png@01D6>
Content-Transfer-Encoding: base64

iVBORw0KGgo=

--_004_5f0b9d_--
`,
			id: "5f0b9d1c7e@EX01.corp.example", title: "RE: Invoice 1138 // счёт", who: "Smirnova, Olga (Buhgalteria) <o.smirnova@corp.example>",
			text:  "Добрый день!\n\n-----Original Message-----\nFrom: support@acme.example",
			place: store.Place{Thread: "a1@acme.example", Parent: "b2@corp.example"},
			media: []store.Media{{Type: "image", URL: "cid:image001.png@01D6", Alt: "image001.png"}},
		},
		"a telephone": {
			raw: `From: =?utf-8?B?0JDQvdC90LA=?= <anna@mail.example>
Content-Type: multipart/mixed; boundary=Apple-Mail-7A
Content-Transfer-Encoding: 7bit
Mime-Version: 1.0 (1.0)
Subject: =?utf-8?Q?=D0=A4=D0=BE=D1=82=D0=BE_=D1=87=D0=B5=D0=BA?=
 =?utf-8?Q?=D0=B0?=
Message-Id: <E1C2-77@mail.example>
Date: Fri, 20 Nov 2026 08:15:00 +0300
To: help@acme.example
X-Mailer: iPhone Mail (22A)

--Apple-Mail-7A
Content-Type: text/plain;
	charset=utf-8
Content-Transfer-Encoding: base64

0JLQvtGCINGH0LXQug0KDQo=
--Apple-Mail-7A
Content-Type: image/jpeg;
	name=IMG_0042.JPG;
	x-apple-part-url=0A1B
Content-Disposition: inline;
	filename=IMG_0042.JPG
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRg==
--Apple-Mail-7A
Content-Type: text/plain;
	charset=utf-8
Content-Transfer-Encoding: base64

0J7RgtC/0YDQsNCy0LvQtdC90L4g0YEgaVBob25l
--Apple-Mail-7A--
`,
			id: "E1C2-77@mail.example", title: "Фото чека", who: "Анна <anna@mail.example>",
			text:  "Вот чек\n\nОтправлено с iPhone",
			media: []store.Media{{Type: "image", URL: "attachment:IMG_0042.JPG", Alt: "IMG_0042.JPG"}},
		},
		"web mail without a plain text": {
			raw: `Received: by mail.example with HTTP;
	Fri, 20 Nov 2026 08:20:00 +0300
From: petr <petr@ya.example>
To: acme <help@acme.example>
Subject: dostavka
MIME-Version: 1.0
Date: Fri, 20 Nov 2026 08:20:00 +0300
Message-Id: <123456789@web.example>
Content-Transfer-Encoding: 8bit
Content-Type: text/html; charset=utf-8

<div>Когда привезут <b>заказ</b>?</div><div> </div><blockquote>Завтра</blockquote>
`,
			id: "123456789@web.example", title: "dostavka", who: "petr <petr@ya.example>",
			text: "Когда привезут заказ?\n\n> Завтра",
		},
		"a program of the nineties": {
			raw: "From ivan Thu Nov 19 10:00:00 2026\nReceived: from localhost by uucp\nFrom: ivan@old.example (" + inKOI8("Иван Иванов") + ")\n" +
				"Subject: " + inKOI8("Сломался модем") + "\nDate: 19 Nov 26 13:00 MSK\nX-Mailer: dMail 1.2\n\n" + inKOI8("Не соединяет.") + "\n",
			title: "Сломался модем", who: "Иван Иванов <ivan@old.example>", text: "Не соединяет.",
			id: "97@no-message-id.invalid",
		},
		"a mail that came back": {
			raw: `Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: help@acme.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4F1.1700/mx.example"
Message-Id: <20261119100000.4F1@mx.example>
Date: Thu, 19 Nov 2026 10:00:00 +0000 (UTC)

This is a MIME-encapsulated message.

--4F1.1700/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry: the mailbox is full.

--4F1.1700/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Status: 5.2.2

--4F1.1700/mx.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: help@acme.example
Subject: Your order

It is on its way.

--4F1.1700/mx.example--
`,
			id: "20261119100000.4F1@mx.example", title: "Undelivered Mail Returned to Sender", who: "Mail Delivery System <mailer-daemon@mx.example>",
			text: "I'm sorry: the mailbox is full.",
			media: []store.Media{
				{Type: "file", URL: "attachment:message%2Fdelivery-status", Alt: "message/delivery-status"},
				{Type: "file", URL: "attachment:message%2Frfc822", Alt: "message/rfc822"},
			},
		},
		"a signed mail": {
			raw: `From: Eva <eva@pgp.example>
Date: Thu, 19 Nov 2026 10:00:00 +0000
Message-ID: <sig@pgp.example>
Subject: Signed
Content-Type: multipart/signed; micalg=pgp-sha256;
 protocol="application/pgp-signature"; boundary="XsX"

This is an OpenPGP/MIME signed message (RFC 4880 and 3156)
--XsX
Content-Type: multipart/mixed; boundary="YyY"; protected-headers="v1"
From: Eva <eva@pgp.example>

--YyY
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

I need a refund, =

please.

--YyY--

--XsX
Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"
Content-Disposition: attachment; filename="OpenPGP_signature"

-----BEGIN PGP SIGNATURE-----
--XsX--
`,
			id: "sig@pgp.example", title: "Signed", who: "Eva <eva@pgp.example>", text: "I need a refund, please.",
			media: []store.Media{{Type: "file", URL: "attachment:OpenPGP_signature", Alt: "OpenPGP_signature"}},
		},
		"an encrypted mail": {
			raw: `From: Eva <eva@pgp.example>
Date: Thu, 19 Nov 2026 10:00:00 +0000
Message-ID: <enc@pgp.example>
Subject: ...
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=Z

--Z
Content-Type: application/pgp-encrypted

Version: 1
--Z
Content-Type: application/octet-stream; name="encrypted.asc"

-----BEGIN PGP MESSAGE-----
--Z--
`,
			id: "enc@pgp.example", title: "...", who: "Eva <eva@pgp.example>", text: "...",
			media: []store.Media{
				{Type: "file", URL: "attachment:application%2Fpgp-encrypted", Alt: "application/pgp-encrypted"},
				{Type: "file", URL: "attachment:encrypted.asc", Alt: "encrypted.asc"},
			},
		},
		"a mailing list": {
			raw: `From: Ken via Users <users@lists.example>
Reply-To: Ken <ken@a.example>
Sender: users-bounces@lists.example
List-Id: Users <users.lists.example>
Date: Thu, 19 Nov 2026 10:00:00 -0000
Message-ID: <list.7@a.example>
In-Reply-To: Your message of "Wed, 18 Nov 2026" <list.6@b.example>
References: <list.5@a.example>
 <list.6@b.example>
Subject: [users] =?iso-8859-1?q?caf=E9?= machine
Content-Type: multipart/mixed; boundary="===="

--====
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: 8bit

It leaks.
--====
Content-Type: text/plain; charset="us-ascii"
MIME-Version: 1.0
Content-Transfer-Encoding: 7bit
Content-Disposition: inline

_______________________________________________
users mailing list
--====--
`,
			id: "list.7@a.example", title: "[users] café machine", who: "Ken via Users <users@lists.example>",
			text:  "It leaks.\n\n_______________________________________________\nusers mailing list",
			place: store.Place{Thread: "list.5@a.example", Parent: "list.6@b.example"},
		},
	}
}

func TestMailsOfManyProgramsAreUnderstood(t *testing.T) {
	for name, c := range clients() {
		for ends, raw := range map[string]string{"unix": c.raw, "windows": strings.ReplaceAll(c.raw, "\n", "\r\n")} {
			t.Run(name+"/"+ends, func(t *testing.T) {
				m := mustRead(t, raw)
				who := m.Author.Name + " <" + m.Author.Email + ">"
				got := client{c.raw, m.Key.ID, m.Body.Title, who, m.Body.Text, m.Place, bare(m.Body.Media)}
				if _, domain, _ := strings.Cut(got.id, "@"); domain == "no-message-id.invalid" {
					got.id = c.id // a hash
				}
				if d := cmp.Diff(c, got, cmp.AllowUnexported(client{})); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

// The same mails in one mailbox: nothing in them may be taken for its frame.
func TestMailsOfManyProgramsShareAMailbox(t *testing.T) {
	var file strings.Builder
	for _, c := range clients() {
		file.WriteString(sep + strings.TrimPrefix(c.raw, "From ivan Thu Nov 19 10:00:00 2026\n") + "\n")
	}
	n := 0
	for item, err := range Mbox(strings.NewReader(file.String()), now) {
		if err != nil {
			t.Errorf("message %d: %v", item.Number, err)
		}
		n++
	}
	if n != len(clients()) {
		t.Errorf("%d messages of %d", n, len(clients()))
	}
}
