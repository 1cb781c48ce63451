package query

// rawName is the pseudo field raw:X, listed for help and completion.
const rawName = "raw"

// buildFields writes the table of fields anew, so that no caller can change
// what another one sees.
func buildFields() []FieldInfo {
	list := sourceFields()
	list = append(list, peopleFields()...)
	list = append(list, judgementFields()...)
	list = append(list, numberFields()...)
	list = append(list, timeFields()...)
	return append(list, workFields()...)
}

func sourceFields() []FieldInfo {
	return []FieldInfo{
		{
			Name: "net", Aliases: []string{"network", "networks"}, Kind: KindKeyword, Open: true, AnyOf: true, Groupable: true,
			Doc: "network the mention came from", Values: networkValues(),
		},
		{
			Name: "account", Aliases: []string{"acc", "channel"}, Kind: KindKeyword, AnyOf: true, Groupable: true,
			Doc: "our account that received it",
		},
		{
			Name: "kind", Aliases: []string{"type"}, Kind: KindKeyword, AnyOf: true, Groupable: true,
			Doc: "form of the mention", Values: kindValues(),
		},
		{
			Name: "lang", Aliases: []string{"language"}, Kind: KindKeyword, Open: true, AnyOf: true, Groupable: true,
			Doc: "language code", Values: languageValues(),
		},
		{Name: "geo", Aliases: []string{"place", "country", "location"}, Kind: KindText, Groupable: true, Doc: "country or place"},
		{Name: "site", Aliases: []string{"host", "domain"}, Kind: KindKeyword, Groupable: true, Doc: "host name of the page or of a link"},
		{Name: "url", Aliases: []string{"link", "address"}, Kind: KindText, Doc: "address of the mention or of a link in it"},
		{Name: "id", Kind: KindKeyword, Doc: "internal number or network:id"},
		{
			Name: "thread", Aliases: []string{"conversation"}, Kind: KindKeyword, Sub: true, Groupable: true,
			Doc: "thread id, or thread:{...} for threads that hold a match",
		},
		{Name: "cluster", Kind: KindKeyword, Groupable: true, Doc: "group of near duplicates"},
		{Name: rawName, Kind: KindText, Doc: "text with its case, as in raw:IT"},
	}
}

func peopleFields() []FieldInfo {
	return []FieldInfo{
		{Name: "from", Aliases: []string{"handle", "by"}, Kind: KindKeyword, Groupable: true, Doc: "author's handle, e-mail or id"},
		{
			Name: "author", Aliases: []string{"name", "who"}, Kind: KindText, Sub: true, Groupable: true,
			Doc: "author's name or handle, or author:{...} for a query about the person",
		},
		{Name: "bio", Aliases: []string{"about"}, Kind: KindText, Doc: "author's description"},
		{Name: "segment", Aliases: []string{"seg"}, Kind: KindKeyword, Groupable: true, Doc: "segment of contacts"},
		{Name: "list", Aliases: []string{"lists"}, Kind: KindKeyword, Doc: "in author:{...}: contact list that the person stands on"},
		{
			Name: "class", Kind: KindKeyword, Open: true, Doc: "in author:{...}: what the team says that the person is", Values: []ValueInfo{
				{Text: "influencer", Doc: "others reshare them"},
				{Text: "amplifier", Doc: "passes on what others say"},
				{Text: "advocate", Doc: "speaks for us"},
				{Text: "detractor", Doc: "speaks against us"},
				{Text: "customer", Doc: "has bought from us"},
			},
		},
		{
			Name: "sex", Aliases: []string{"gender"}, Kind: KindKeyword, Doc: "in author:{...}: as a profile or a list says it", Values: []ValueInfo{
				{Text: "female", Doc: "a woman", Aliases: []string{"f", "woman", "ж"}},
				{Text: "male", Doc: "a man", Aliases: []string{"m", "man", "м"}},
			},
		},
		{Name: "years", Aliases: []string{"aged"}, Kind: KindNumber, Doc: "in author:{...}: years of age, as a profile or a list says: years:18..24"},
		{Name: "fact", Aliases: []string{"facts"}, Kind: KindKeyword, Doc: "in author:{...}: what a profile or a list says: fact:company, fact:company=acme"},
	}
}

func judgementFields() []FieldInfo {
	return []FieldInfo{
		{
			Name: "sent", Aliases: []string{"sentiment", "mood", "tone"}, Kind: KindKeyword, AnyOf: true, Groupable: true,
			Doc: "sentiment", Values: []ValueInfo{
				{Text: "neg", Doc: "negative", Aliases: []string{"negative"}},
				{Text: "neu", Doc: "neutral", Aliases: []string{"neutral"}},
				{Text: "pos", Doc: "positive", Aliases: []string{"positive"}},
			},
		},
		{
			Name: "intent", Kind: KindKeyword, AnyOf: true, Groupable: true,
			Doc: "what the author wants", Values: intentValues(),
		},
		{
			Name: "occasion", Aliases: []string{"occasions"}, Kind: KindKeyword, Groupable: true,
			Doc: "personal occasion, a reason to talk: holiday, moving; * for any", Values: occasionValues(),
		},
		{Name: "conf", Aliases: []string{"confidence"}, Kind: KindNumber, Sortable: true, Doc: "confidence of the judgement, 0 to 1"},
		{Name: "score", Aliases: []string{"priority"}, Kind: KindNumber, Sortable: true, Doc: "how much the mention asks for attention"},
		{Name: "tag", Aliases: []string{"tags", "label"}, Kind: KindKeyword, Groupable: true, Doc: "tag given by the team or a rule"},
		{Name: "campaign", Aliases: []string{"camp"}, Kind: KindKeyword, Groupable: true, Doc: "campaign"},
		{Name: "monitor", Aliases: []string{"mon"}, Kind: KindKeyword, Groupable: true, Doc: "named query that found it"},
		{Name: "view", Aliases: []string{"saved"}, Kind: KindKeyword, Doc: "what a saved view shows"},
	}
}

func numberFields() []FieldInfo {
	return []FieldInfo{
		{Name: "followers", Aliases: []string{"audience"}, Kind: KindNumber, Sortable: true, Doc: "author's followers"},
		{Name: "likes", Aliases: []string{"like", "favourites"}, Kind: KindNumber, Sortable: true, Doc: "likes"},
		{Name: "shares", Aliases: []string{"reposts", "boosts"}, Kind: KindNumber, Sortable: true, Doc: "shares and reposts"},
		{Name: "replies", Aliases: []string{"comments", "answers"}, Kind: KindNumber, Sortable: true, Doc: "replies"},
		{Name: "views", Aliases: []string{"impressions"}, Kind: KindNumber, Sortable: true, Doc: "views"},
	}
}

func timeFields() []FieldInfo {
	return []FieldInfo{
		{
			Name: "date", Aliases: []string{"created", "when"}, Kind: KindDate, Sortable: true, Groupable: true,
			Doc: "when it was written: 2026-11-01, 2026-11, mon..wed, 2d.. (two days ago until now)",
		},
		{Name: "age", Kind: KindDuration, Sortable: true, Doc: "time since it was written: <1d, 1w..2w; plain 1d means at most"},
		{Name: "wait", Aliases: []string{"waiting"}, Kind: KindDuration, Sortable: true, Doc: "time without an answer: >2h; plain 2h means at least"},
		{Name: "hour", Aliases: []string{"hours"}, Kind: KindHours, Groupable: true, Doc: "hour of the day, 0 to 23: 9..18"},
		{
			Name: "dow", Aliases: []string{"weekday", "day"}, Kind: KindWeekdays, Groupable: true,
			Doc: "day of the week: sat,sun", Values: weekdayValues(),
		},
	}
}

func workFields() []FieldInfo {
	return []FieldInfo{
		{
			Name: "assignee", Aliases: []string{"assigned", "owner"}, Kind: KindKeyword, AnyOf: true, Groupable: true,
			Doc: "team member in charge, @me for yourself",
		},
		{Name: "is", Aliases: []string{"state", "status"}, Kind: KindKeyword, Flag: true, Doc: "state or property", Values: isValues()},
		{
			Name: "has", Aliases: []string{"with"}, Kind: KindKeyword, Flag: true, Doc: "what comes with it", Values: []ValueInfo{
				{Text: "link", Doc: "a link in the text", Aliases: []string{"url"}},
				{Text: "image", Doc: "a picture", Aliases: []string{"photo", "picture"}},
				{Text: "video", Doc: "a video"},
				{Text: "email", Doc: "the author's e-mail address is known", Aliases: []string{"mail"}},
				{Text: "phone", Doc: "the author's phone number is known"},
				{Text: "note", Doc: "an internal note", Aliases: []string{"notes"}},
			},
		},
	}
}

func networkValues() []ValueInfo {
	return []ValueInfo{
		{Text: "mastodon", Doc: "Mastodon and its relatives"},
		{Text: "vk", Doc: "VK", Aliases: []string{"vkontakte"}},
		{Text: "mail", Doc: "e-mail", Aliases: []string{"email"}},
		{Text: "feed", Doc: "RSS and Atom", Aliases: []string{"rss"}},
		{Text: "bluesky", Doc: "Bluesky"},
		{Text: "telegram", Doc: "Telegram"},
		{Text: "webhook", Doc: "posted to us"},
		{Text: "demo", Doc: "the simulated network"},
	}
}

func kindValues() []ValueInfo {
	return []ValueInfo{
		{Text: "post", Doc: "a public post"},
		{Text: "reply", Doc: "an answer to a post"},
		{Text: "message", Doc: "a private message"},
		{Text: "mail", Doc: "an e-mail", Aliases: []string{"email"}},
		{Text: "article", Doc: "an article of a feed"},
		{Text: "comment", Doc: "a comment"},
		{Text: "review", Doc: "a review"},
		{Text: "share", Doc: "a share or repost"},
	}
}

func languageValues() []ValueInfo {
	return []ValueInfo{
		{Text: "ru", Doc: "Russian", Aliases: []string{"russian", "rus"}},
		{Text: "en", Doc: "English", Aliases: []string{"english", "eng"}},
	}
}

func intentValues() []ValueInfo {
	return []ValueInfo{
		{Text: "complaint", Doc: "something went wrong for the author"},
		{Text: "concern", Doc: "worry or doubt before or without harm"},
		{Text: "need", Doc: "wants something, no offer asked for"},
		{Text: "question", Doc: "asks something"},
		{Text: "insight", Doc: "tells something worth knowing"},
		{Text: "praise", Doc: "is pleased"},
		{Text: "idea", Doc: "proposes something"},
		{Text: "spam", Doc: "unwanted advertising"},
		{Text: "other", Doc: "none of these"},
	}
}

// occasionValues are what a judge finds: those of package scoring/intent.
func occasionValues() []ValueInfo {
	return []ValueInfo{
		{Text: "hungry", Doc: "wants to eat now"},
		{Text: "holiday", Doc: "plans a journey or time off", Aliases: []string{"vacation", "travel"}},
		{Text: "moving", Doc: "moves house or renovates it"},
		{Text: "baby", Doc: "expects or has a baby"},
		{Text: "wedding", Doc: "gets married"},
		{Text: "birthday", Doc: "a birthday or an anniversary"},
		{Text: "newjob", Doc: "has or looks for a new job", Aliases: []string{"job"}},
		{Text: "ill", Doc: "is ill", Aliases: []string{"sick"}},
		{Text: "pet", Doc: "has a new or an ill animal"},
		{Text: "car", Doc: "buys, sells or mends a car"},
		{Text: "school", Doc: "school or studies begin or end"},
		{Text: "cold", Doc: "it is cold at home or outside"},
		{Text: "bored", Doc: "has nothing to do"},
	}
}

func weekdayValues() []ValueInfo {
	return []ValueInfo{
		{Text: "mon", Doc: "Monday", Aliases: []string{"monday"}},
		{Text: "tue", Doc: "Tuesday", Aliases: []string{"tuesday", "tues"}},
		{Text: "wed", Doc: "Wednesday", Aliases: []string{"wednesday"}},
		{Text: "thu", Doc: "Thursday", Aliases: []string{"thursday", "thurs"}},
		{Text: "fri", Doc: "Friday", Aliases: []string{"friday"}},
		{Text: "sat", Doc: "Saturday", Aliases: []string{"saturday"}},
		{Text: "sun", Doc: "Sunday", Aliases: []string{"sunday"}},
	}
}

func isValues() []ValueInfo {
	return []ValueInfo{
		{Text: "new", Doc: "nobody has opened the thread or acted yet"},
		{Text: "open", Doc: "new or open"},
		{Text: "done", Doc: "dealt with"},
		{Text: "snoozed", Doc: "put off"},
		{Text: "mine", Doc: "assigned to you"},
		{Text: "unassigned", Doc: "assigned to nobody"},
		{Text: "lead", Doc: "could be answered with an offer now", Aliases: []string{"leads"}},
		{Text: "question", Doc: "asks something"},
		{Text: "complaint", Doc: "something went wrong for the author"},
		{Text: "praise", Doc: "is pleased"},
		{Text: "spam", Doc: "unwanted advertising"},
		{Text: "review", Doc: "tells of something that the author has used", Aliases: []string{"reviews"}},
		{Text: "occasion", Doc: "names a personal occasion, see occasion:", Aliases: []string{"occasions"}},
		{Text: "dup", Doc: "repeats another mention", Aliases: []string{"duplicate"}},
		{Text: "reply", Doc: "answers another post"},
		{Text: "share", Doc: "shares another post"},
		{Text: "vip", Doc: "the author is a VIP"},
		{Text: "influencer", Doc: "others carry on what the author says"},
		{Text: "overdue", Doc: "waited longer than promised"},
		{Text: "answered", Doc: "we have answered"},
		{Text: "scheduled", Doc: "an answer is scheduled"},
		{Text: "failed", Doc: "an answer could not be sent"},
	}
}
