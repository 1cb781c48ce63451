package feed

// presets are the sites whose feeds have addresses of their own making. Each
// form was looked up in what the site or those who read it say of it.
func presets() []preset {
	return concat(videoSites(), socialSites(), codeSites(), blogSites(), russianSites(), newsSites())
}

func concat(parts ...[]preset) (all []preset) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// notPeople are first segments of paths where a name is expected, that are pages
// of the site itself.
func notPeople() []string {
	return []string{
		"about", "account", "blog", "categories", "channels", "collections", "contact", "dashboard", "events", "explore", "features",
		"groups", "help", "login", "logout", "marketplace", "new", "notifications", "orgs", "pricing", "privacy", "search", "settings",
		"signup", "sponsors", "tag", "tags", "terms", "topics", "trending", "upload", "users", "watch",
	}
}

func videoSites() []preset {
	const tube = "https://www.youtube.com/feeds/videos.xml?"
	return []preset{
		{name: "YouTube: a playlist", at: "youtube.com/playlist?list={id}", feed: tube + "playlist_id={id}"},
		{name: "YouTube: a playlist", at: "youtube.com/watch?list={id}", feed: tube + "playlist_id={id}"},
		{name: "YouTube: a channel", at: "youtube.com/channel/{id}/*", feed: tube + "channel_id={id}", hint: "the newest 15 videos; comments have no feed"},
		{name: "YouTube: a user", at: "youtube.com/user/{name}/*", feed: tube + "user={name}", hint: "the newest 15 videos; comments have no feed"},
		{name: "Vimeo: a channel", at: "vimeo.com/channels/{name}/*", feed: "https://vimeo.com/channels/{name}/videos/rss"},
		{name: "Vimeo: a person", at: "vimeo.com/{person}", feed: "https://vimeo.com/{person}/videos/rss"},
	}
}

func socialSites() []preset {
	const reddit = "https://www.reddit.com"
	return []preset{
		{name: "Reddit: a search in a subreddit", at: "reddit.com/r/{sub}/search?q={q}", feed: reddit + "/r/{sub}/search.rss?q={q}&restrict_sr=on&sort=new"},
		{name: "Reddit: a search", at: "reddit.com/search?q={q}", feed: reddit + "/search.rss?q={q}&sort=new"},
		{name: "Reddit: comments on a post", at: "reddit.com/r/{sub}/comments/{id}/*", feed: reddit + "/r/{sub}/comments/{id}/.rss"},
		{name: "Reddit: all comments of a subreddit", at: "reddit.com/r/{sub}/comments", feed: reddit + "/r/{sub}/comments/.rss"},
		{name: "Reddit: a subreddit", at: "reddit.com/r/{sub}/*", feed: reddit + "/r/{sub}/new/.rss", hint: "what people answer has a feed of its own: connect " + reddit + "/r/{sub}/comments, too"},
		{name: "Reddit: a person", at: "reddit.com/user/{name}/*", feed: reddit + "/user/{name}/.rss"},
		{name: "Reddit: a person", at: "reddit.com/u/{name}/*", feed: reddit + "/user/{name}/.rss"},
		{name: "Bluesky: a person", at: "bsky.app/profile/{name}", feed: "https://bsky.app/profile/{name}/rss", hint: "to answer there, connect bluesky"},
		{name: "Hacker News: a search", at: "hn.algolia.com/?q={q}", feed: "https://hnrss.org/newest?q={q}"},
		{name: "Hacker News: comments on a story", at: "news.ycombinator.com/item?id={id}", feed: "https://hnrss.org/item?id={id}"},
		{name: "Hacker News: a person", at: "news.ycombinator.com/user?id={id}", feed: "https://hnrss.org/user?id={id}"},
		{name: "Hacker News: what is new", at: "news.ycombinator.com/newest", feed: "https://hnrss.org/newest"},
		{name: "Hacker News: the front page", at: "news.ycombinator.com/", feed: "https://news.ycombinator.com/rss"},
	}
}

func codeSites() []preset {
	const (
		hub      = "https://github.com/{person}/{repo}"
		issues   = "GitHub gives issues and pull requests no feed; its releases, commits, tags and discussions have one"
		exchange = "https://{host}/feeds/"
	)
	all := []preset{
		{name: "GitHub: discussions of an organisation", at: "github.com/orgs/{org}/discussions/*", feed: "https://github.com/orgs/{org}/discussions.atom"},
		{name: "GitHub: discussions", at: "github.com/{person}/{repo}/discussions/*", feed: hub + "/discussions.atom"},
		{name: "GitHub: releases", at: "github.com/{person}/{repo}/releases/*", feed: hub + "/releases.atom"},
		{name: "GitHub: tags", at: "github.com/{person}/{repo}/tags", feed: hub + "/tags.atom"},
		{name: "GitHub: commits of a branch", at: "github.com/{person}/{repo}/commits/{branch}", feed: hub + "/commits/{branch}.atom"},
		{name: "GitHub: commits", at: "github.com/{person}/{repo}/commits", feed: hub + "/commits.atom"},
		{name: "GitHub: issues", at: "github.com/{person}/{repo}/issues/*", no: issues},
		{name: "GitHub: pull requests", at: "github.com/{person}/{repo}/pulls/*", no: issues},
		{name: "GitHub: releases", at: "github.com/{person}/{repo}", feed: hub + "/releases.atom", hint: "discussions, if it has them, are at " + hub + "/discussions"},
		{name: "GitHub: a person", at: "github.com/{person}", feed: "https://github.com/{person}.atom"},
		{name: "GitLab: releases", at: "/-/releases", feed: "/-/releases.atom"},
		{name: "GitLab: tags", at: "/-/tags", feed: "/-/tags?format=atom"},
		{name: "GitLab: commits of a branch", at: "/-/commits/{branch}", feed: "/-/commits/{branch}?format=atom"},
		{name: "GitLab: a project", at: "gitlab.com/{person}/{repo}", feed: "https://gitlab.com/{person}/{repo}.atom"},
		{name: "GitLab: a person", at: "gitlab.com/{person}", feed: "https://gitlab.com/{person}.atom"},
		{name: "DEV: a tag", at: "dev.to/t/{tag}/*", feed: "https://dev.to/feed/tag/{tag}"},
		{name: "DEV: a person", at: "dev.to/{person}", feed: "https://dev.to/feed/{person}"},
	}
	for _, site := range []string{"*.stackoverflow.com", "*.stackexchange.com", "*.serverfault.com", "*.superuser.com", "*.askubuntu.com"} {
		all = append(all,
			preset{name: "Stack Exchange: a tag", at: site + "/questions/tagged/{tag}", feed: exchange + "tag/{tag}"},
			preset{name: "Stack Exchange: a question", at: site + "/questions/{id}/*", feed: exchange + "question/{id}"},
			preset{name: "Stack Exchange: a person", at: site + "/users/{id}/*", feed: exchange + "user/{id}"},
			preset{name: "Stack Exchange: what is new", at: site + "/questions", feed: "https://{host}/feeds"})
	}
	return all
}

func blogSites() []preset {
	return []preset{
		{name: "Medium: a tag", at: "medium.com/tag/{tag}/*", feed: "https://medium.com/feed/tag/{tag}"},
		{name: "Medium: a person", at: "medium.com/@{name}", feed: "https://medium.com/feed/@{name}"},
		{name: "Medium: a publication", at: "medium.com/{person}", feed: "https://medium.com/feed/{person}"},
		{name: "Medium: a blog", at: "{blog}.medium.com/", feed: "https://{blog}.medium.com/feed"},
		{name: "Substack", at: "{blog}.substack.com/*", feed: "https://{blog}.substack.com/feed"},
		{name: "Tumblr: a tag of a blog", at: "{blog}.tumblr.com/tagged/{tag}", feed: "https://{blog}.tumblr.com/tagged/{tag}/rss"},
		{name: "Tumblr: a blog", at: "tumblr.com/{person}", feed: "https://{person}.tumblr.com/rss"},
		{name: "Tumblr: a blog", at: "{blog}.tumblr.com/*", feed: "https://{blog}.tumblr.com/rss"},
		{name: "Blogger", at: "{blog}.blogspot.com/*", feed: "https://{blog}.blogspot.com/feeds/posts/default", hint: "what readers say is at https://{blog}.blogspot.com/feeds/comments/default; connect it, too"},
		{name: "LiveJournal", at: "{blog}.livejournal.com/*", feed: "https://{blog}.livejournal.com/data/rss"},
	}
}

func russianSites() []preset {
	const habr = "https://habr.com/ru/rss/"
	return []preset{
		{name: "Habr: a search", at: "habr.com/ru/search?q={q}", feed: habr + "search/?q={q}&target_type=posts&order=date"},
		{name: "Habr: a hub", at: "habr.com/ru/hubs/{hub}/*", feed: habr + "hubs/{hub}/articles/all/?fl=ru"},
		{name: "Habr: a hub", at: "habr.com/ru/hub/{hub}/*", feed: habr + "hubs/{hub}/articles/all/?fl=ru"},
		{name: "Habr: a company", at: "habr.com/ru/companies/{name}/*", feed: habr + "companies/{name}/articles/?fl=ru"},
		{name: "Habr: a company", at: "habr.com/ru/company/{name}/*", feed: habr + "companies/{name}/articles/?fl=ru"},
		{name: "Habr: a person", at: "habr.com/ru/users/{name}/*", feed: habr + "users/{name}/publications/articles/?fl=ru"},
		{name: "Habr", at: "habr.com/ru/articles", feed: habr + "articles/?fl=ru"},
		{name: "Habr", at: "habr.com/ru", feed: habr + "articles/?fl=ru"},
		{name: "Habr", at: "habr.com/", feed: habr + "articles/?fl=ru"},
		{name: "vc.ru", at: "vc.ru/", feed: "https://vc.ru/rss/all"},
		{name: "Pikabu", at: "pikabu.ru/", feed: "https://pikabu.ru/xmlfeeds.php?cmd=popular"},
	}
}

func newsSites() []preset {
	const alerts = "the page of Google Alerts is yours alone and no feed; there, open the pencil of an alert, choose " +
		"\"Deliver to: RSS feed\", save, and copy the address behind the feed sign: https://www.google.com/alerts/feeds/..."
	return []preset{
		{name: "Google Alerts", at: "google.com/alerts/*", no: alerts},
		{name: "Google News: a search", at: "news.google.com/search?q={q}&hl={hl}&gl={gl}&ceid={ceid}", feed: "https://news.google.com/rss/search?q={q}&hl={hl}&gl={gl}&ceid={ceid}"},
		{name: "Google News: a search", at: "news.google.com/search?q={q}", feed: "https://news.google.com/rss/search?q={q}"},
		{name: "Bing News: a search", at: "bing.com/news/search?q={q}", feed: "https://www.bing.com/news/search?q={q}&format=rss"},
	}
}

// engines are the programs that many sites run. Their rows are asked only where
// a page names no feed.
func engines() []preset {
	const readers = "what readers say is at /comments/feed/ there; connect it, too"
	return []preset{
		{name: "Discourse: a category", at: "/c/{name}/{id}", feed: "/c/{name}/{id}.rss"},
		{name: "Discourse: a category", at: "/c/{above}/{name}/{id}", feed: "/c/{above}/{name}/{id}.rss"},
		{name: "Discourse: a topic", at: "/t/{name}/{id}/*", feed: "/t/{name}/{id}.rss"},
		{name: "Discourse: a tag", at: "/tag/{tag}", feed: "/tag/{tag}.rss"},
		{name: "Discourse: a person", at: "/u/{name}/*", feed: "/u/{name}/activity.rss"},
		{name: "Discourse: what is new", at: "/latest", feed: "/latest.rss"},
		{name: "Mastodon: a person", at: "/@{name}", feed: "/@{name}.rss", hint: "to answer there, connect mastodon"},
		{name: "Mastodon: a tag", at: "/tags/{tag}", feed: "/tags/{tag}.rss", hint: "to answer there, connect mastodon and watch #{tag}"},
		{name: "PeerTube: a channel", at: "/c/{name}/videos", feed: "/feeds/videos.xml?videoChannelName={name}"},
		{name: "PeerTube: an account", at: "/a/{name}/*", feed: "/feeds/videos.xml?accountName={name}"},
		{name: "Lemmy: a community", at: "/c/{name}", feed: "/feeds/c/{name}.xml?sort=New"},
		{name: "Lemmy: a person", at: "/u/{name}", feed: "/feeds/u/{name}.xml?sort=New"},
		{name: "phpBB: a forum", at: "/viewforum.php?f={id}", feed: "/app.php/feed/forum/{id}"},
		{name: "phpBB: a forum", at: "/viewforum.php?f={id}", feed: "/feed.php?f={id}"},
		{name: "phpBB: a topic", at: "/viewtopic.php?t={id}", feed: "/app.php/feed/topic/{id}"},
		{name: "phpBB: a topic", at: "/viewtopic.php?t={id}", feed: "/feed.php?t={id}"},
		{name: "vBulletin: a forum", at: "/forumdisplay.php?f={id}", feed: "/external.php?type=RSS2&forumids={id}"},
		{name: "XenForo: a forum", at: "/forums/{name}", feed: "/forums/{name}/index.rss"},
		{name: "XenForo: all forums", at: "/forums", feed: "/forums/-/index.rss"},
		{name: "WordPress: a search", at: "/?s={q}", feed: "/?s={q}&feed=rss2"},
		{name: "WordPress: a category", at: "/category/{name}", feed: "/category/{name}/feed/", hint: readers},
		{name: "WordPress: a tag", at: "/tag/{name}", feed: "/tag/{name}/feed/", hint: readers},
		{name: "WordPress: an author", at: "/author/{name}", feed: "/author/{name}/feed/", hint: readers},
		{name: "WordPress", at: "/", feed: "/feed/", hint: readers},
		{name: "Discourse: what is new", at: "/", feed: "/latest.rss"},
	}
}
