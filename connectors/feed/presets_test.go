package feed

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// pages is a row for each preset: the address that a person copies from the
// browser, what it is taken for, and the address of its feed.
func pages() [][3]string {
	return [][3]string{
		{"https://www.youtube.com/playlist?list=PLtest123", "YouTube: a playlist", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLtest123"},
		{"https://www.youtube.com/watch?v=abc&list=PLtest123&index=2", "YouTube: a playlist", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLtest123"},
		{"https://m.youtube.com/channel/UC-9_x/videos", "YouTube: a channel", "https://www.youtube.com/feeds/videos.xml?channel_id=UC-9_x"},
		{"http://youtube.com/user/acme", "YouTube: a user", "https://www.youtube.com/feeds/videos.xml?user=acme"},
		{"https://vimeo.com/channels/staffpicks", "Vimeo: a channel", "https://vimeo.com/channels/staffpicks/videos/rss"},
		{"https://vimeo.com/acme", "Vimeo: a person", "https://vimeo.com/acme/videos/rss"},
		{"https://www.reddit.com/r/fridges/search/?q=acme+fridge&sort=new", "Reddit: a search in a subreddit", "https://www.reddit.com/r/fridges/search.rss?q=acme+fridge&restrict_sr=on&sort=new"},
		{"https://www.reddit.com/search/?q=холодильник", "Reddit: a search", "https://www.reddit.com/search.rss?q=%D1%85%D0%BE%D0%BB%D0%BE%D0%B4%D0%B8%D0%BB%D1%8C%D0%BD%D0%B8%D0%BA&sort=new"},
		{"https://old.reddit.com/r/fridges/comments/1abc/it_leaks/", "Reddit: comments on a post", "https://www.reddit.com/r/fridges/comments/1abc/.rss"},
		{"https://www.reddit.com/r/fridges/comments/", "Reddit: all comments of a subreddit", "https://www.reddit.com/r/fridges/comments/.rss"},
		{"https://www.reddit.com/r/fridges/hot/", "Reddit: a subreddit", "https://www.reddit.com/r/fridges/new/.rss"},
		{"reddit.com/r/fridges", "Reddit: a subreddit", "https://www.reddit.com/r/fridges/new/.rss"},
		{"https://www.reddit.com/user/ivan/comments", "Reddit: a person", "https://www.reddit.com/user/ivan/.rss"},
		{"https://www.reddit.com/u/ivan", "Reddit: a person", "https://www.reddit.com/user/ivan/.rss"},
		{"https://bsky.app/profile/acme.bsky.social", "Bluesky: a person", "https://bsky.app/profile/acme.bsky.social/rss"},
		{"https://hn.algolia.com/?dateRange=all&q=acme%20fridge", "Hacker News: a search", "https://hnrss.org/newest?q=acme+fridge"},
		{"https://news.ycombinator.com/item?id=7864813", "Hacker News: comments on a story", "https://hnrss.org/item?id=7864813"},
		{"https://news.ycombinator.com/user?id=ivan", "Hacker News: a person", "https://hnrss.org/user?id=ivan"},
		{"https://news.ycombinator.com/newest", "Hacker News: what is new", "https://hnrss.org/newest"},
		{"https://news.ycombinator.com", "Hacker News: the front page", "https://news.ycombinator.com/rss"},
		{"https://github.com/orgs/acme/discussions/31", "GitHub: discussions of an organisation", "https://github.com/orgs/acme/discussions.atom"},
		{"https://github.com/acme/fridge/discussions", "GitHub: discussions", "https://github.com/acme/fridge/discussions.atom"},
		{"https://github.com/acme/fridge/releases/tag/v1", "GitHub: releases", "https://github.com/acme/fridge/releases.atom"},
		{"https://github.com/acme/fridge", "GitHub: releases", "https://github.com/acme/fridge/releases.atom"},
		{"https://github.com/acme/fridge/tags", "GitHub: tags", "https://github.com/acme/fridge/tags.atom"},
		{"https://github.com/acme/fridge/commits/main", "GitHub: commits of a branch", "https://github.com/acme/fridge/commits/main.atom"},
		{"https://github.com/acme/fridge/commits", "GitHub: commits", "https://github.com/acme/fridge/commits.atom"},
		{"https://github.com/acme", "GitHub: a person", "https://github.com/acme.atom"},
		{"https://gitlab.com/acme/home/fridge/-/releases", "GitLab: releases", "https://gitlab.com/acme/home/fridge/-/releases.atom"},
		{"https://git.acme.example/fridge/ice/-/tags", "GitLab: tags", "https://git.acme.example/fridge/ice/-/tags?format=atom"},
		{"https://gitlab.com/acme/fridge/-/commits/main", "GitLab: commits of a branch", "https://gitlab.com/acme/fridge/-/commits/main?format=atom"},
		{"https://gitlab.com/acme/fridge", "GitLab: a project", "https://gitlab.com/acme/fridge.atom"},
		{"https://gitlab.com/acme", "GitLab: a person", "https://gitlab.com/acme.atom"},
		{"https://dev.to/t/fridges", "DEV: a tag", "https://dev.to/feed/tag/fridges"},
		{"https://dev.to/acme", "DEV: a person", "https://dev.to/feed/acme"},
		{"https://stackoverflow.com/questions/tagged/go", "Stack Exchange: a tag", "https://stackoverflow.com/feeds/tag/go"},
		{"https://ru.stackoverflow.com/questions/tagged/go?tab=newest", "Stack Exchange: a tag", "https://ru.stackoverflow.com/feeds/tag/go"},
		{"https://stackoverflow.com/questions/10943544/how-to-parse", "Stack Exchange: a question", "https://stackoverflow.com/feeds/question/10943544"},
		{"https://cooking.stackexchange.com/users/123/ivan", "Stack Exchange: a person", "https://cooking.stackexchange.com/feeds/user/123"},
		{"https://cooking.stackexchange.com/questions", "Stack Exchange: what is new", "https://cooking.stackexchange.com/feeds"},
		{"https://medium.com/tag/fridges/latest", "Medium: a tag", "https://medium.com/feed/tag/fridges"},
		{"https://medium.com/@ivan", "Medium: a person", "https://medium.com/feed/@ivan"},
		{"https://medium.com/acme-blog", "Medium: a publication", "https://medium.com/feed/acme-blog"},
		{"https://acme.medium.com/", "Medium: a blog", "https://acme.medium.com/feed"},
		{"https://acme.substack.com/archive", "Substack", "https://acme.substack.com/feed"},
		{"https://acme.tumblr.com/tagged/ice", "Tumblr: a tag of a blog", "https://acme.tumblr.com/tagged/ice/rss"},
		{"https://www.tumblr.com/acme", "Tumblr: a blog", "https://acme.tumblr.com/rss"},
		{"https://acme.tumblr.com/", "Tumblr: a blog", "https://acme.tumblr.com/rss"},
		{"https://acme.blogspot.com/2026/11/ice.html", "Blogger", "https://acme.blogspot.com/feeds/posts/default"},
		{"https://acme.livejournal.com/", "LiveJournal", "https://acme.livejournal.com/data/rss"},
		{"https://habr.com/ru/search/?q=холод", "Habr: a search", "https://habr.com/ru/rss/search/?q=%D1%85%D0%BE%D0%BB%D0%BE%D0%B4&target_type=posts&order=date"},
		{"https://habr.com/ru/hubs/go/articles/", "Habr: a hub", "https://habr.com/ru/rss/hubs/go/articles/all/?fl=ru"},
		{"https://habr.com/ru/hub/go/", "Habr: a hub", "https://habr.com/ru/rss/hubs/go/articles/all/?fl=ru"},
		{"https://habr.com/ru/companies/acme/articles/", "Habr: a company", "https://habr.com/ru/rss/companies/acme/articles/?fl=ru"},
		{"https://habr.com/ru/company/acme/blog/", "Habr: a company", "https://habr.com/ru/rss/companies/acme/articles/?fl=ru"},
		{"https://habr.com/ru/users/ivan/", "Habr: a person", "https://habr.com/ru/rss/users/ivan/publications/articles/?fl=ru"},
		{"https://habr.com/ru/articles/", "Habr", "https://habr.com/ru/rss/articles/?fl=ru"},
		{"https://habr.com/ru/", "Habr", "https://habr.com/ru/rss/articles/?fl=ru"},
		{"https://habr.com", "Habr", "https://habr.com/ru/rss/articles/?fl=ru"},
		{"https://vc.ru/", "vc.ru", "https://vc.ru/rss/all"},
		{"https://pikabu.ru", "Pikabu", "https://pikabu.ru/xmlfeeds.php?cmd=popular"},
		{"https://news.google.com/search?q=acme&hl=ru&gl=RU&ceid=RU:ru", "Google News: a search", "https://news.google.com/rss/search?q=acme&hl=ru&gl=RU&ceid=RU%3Aru"},
		{"https://news.google.com/search?q=acme", "Google News: a search", "https://news.google.com/rss/search?q=acme"},
		{"https://www.bing.com/news/search?q=acme+fridge&form=TNSA02", "Bing News: a search", "https://www.bing.com/news/search?q=acme+fridge&format=rss"},
	}
}

func parsedURL(t *testing.T, s string) *url.URL {
	t.Helper()
	at, err := Address(s)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestEveryPresetTurnsAPageIntoItsFeed(t *testing.T) {
	used := map[string]bool{}
	for _, row := range pages() {
		f, ok := wellKnown(parsedURL(t, row[0]))
		if !ok || f.name != row[1] || f.url != row[2] {
			t.Errorf("%s is taken for %q at %s, want %q at %s", row[0], f.name, f.url, row[1], row[2])
		}
		used[f.at] = true
		u := parsedURL(t, row[2])
		if again, ok := wellKnown(u); ok {
			t.Errorf("the feed %s is taken for a page of %s", row[2], again.name)
		}
	}
	for _, p := range presets() {
		if family, _, _ := strings.Cut(p.name, ":"); !used[p.at] && p.no == "" && family != "Stack Exchange" {
			t.Errorf("no test for %s (%s)", p.name, p.at)
		}
		if (p.feed == "") == (p.no == "") {
			t.Errorf("%s has a feed and a reason against it, or neither", p.name)
		}
	}
}

// sites is a row for each preset of software that many sites run: the page, the
// program, and the first guess.
func sites() [][3]string {
	return [][3]string{
		{"https://meta.acme.example/c/support/6", "Discourse", "https://meta.acme.example/c/support/6.rss"},
		{"https://meta.acme.example/c/support/ice/12", "Discourse", "https://meta.acme.example/c/support/ice/12.rss"},
		{"https://meta.acme.example/t/it-leaks/881/4", "Discourse", "https://meta.acme.example/t/it-leaks/881.rss"},
		{"https://meta.acme.example/tag/ice", "Discourse", "https://meta.acme.example/tag/ice.rss"},
		{"https://meta.acme.example/u/ivan/summary", "Discourse", "https://meta.acme.example/u/ivan/activity.rss"},
		{"https://meta.acme.example/latest", "Discourse", "https://meta.acme.example/latest.rss"},
		{"https://meta.acme.example/", "Discourse", "https://meta.acme.example/latest.rss"},
		{"https://m.acme.example/@ivan", "Mastodon", "https://m.acme.example/@ivan.rss"},
		{"https://m.acme.example/tags/fridge", "Mastodon", "https://m.acme.example/tags/fridge.rss"},
		{"https://tube.acme.example/c/ice/videos", "PeerTube", "https://tube.acme.example/feeds/videos.xml?videoChannelName=ice"},
		{"https://tube.acme.example/a/ivan/video-channels", "PeerTube", "https://tube.acme.example/feeds/videos.xml?accountName=ivan"},
		{"https://lemmy.acme.example/c/fridges", "Lemmy", "https://lemmy.acme.example/feeds/c/fridges.xml?sort=New"},
		{"https://lemmy.acme.example/u/ivan", "Lemmy", "https://lemmy.acme.example/feeds/u/ivan.xml?sort=New"},
		{"https://acme.example/forum/viewforum.php?f=7", "phpBB", "https://acme.example/forum/app.php/feed/forum/7"},
		{"https://acme.example/viewtopic.php?f=7&t=99", "phpBB", "https://acme.example/app.php/feed/topic/99"},
		{"https://acme.example/forum/forumdisplay.php?f=86", "vBulletin", "https://acme.example/forum/external.php?type=RSS2&forumids=86"},
		{"https://acme.example/forums/ice.157/", "XenForo", "https://acme.example/forums/ice.157/index.rss"},
		{"https://acme.example/forums/", "XenForo", "https://acme.example/forums/-/index.rss"},
		{"https://blog.acme.example/?s=ice+box", "WordPress", "https://blog.acme.example/?s=ice+box&feed=rss2"},
		{"https://blog.acme.example/category/news/", "WordPress", "https://blog.acme.example/category/news/feed/"},
		{"https://blog.acme.example/tag/ice/", "WordPress", "https://blog.acme.example/tag/ice/feed/"},
		{"https://blog.acme.example/author/anna/", "WordPress", "https://blog.acme.example/author/anna/feed/"},
		{"https://blog.acme.example/", "WordPress", "https://blog.acme.example/feed/"},
	}
}

func TestEverySoftwareHasItsGuess(t *testing.T) {
	used := map[string]bool{}
	for _, row := range sites() {
		u := parsedURL(t, row[0])
		list := guesses(u, row[1]+" 6.4")
		if len(list) == 0 || list[0].url != row[2] {
			t.Errorf("%s of %s: guessed %+v, want %s", row[0], row[1], list, row[2])
			continue
		}
		if _, ok := wellKnown(u); ok {
			t.Errorf("%s is taken for a well-known site", row[0])
		}
		for _, f := range list {
			used[f.name+f.feed] = true
			if name, _, _ := strings.Cut(f.name, ":"); name != row[1] {
				t.Errorf("%s was made by %s, and %s is guessed", row[0], row[1], f.name)
			}
		}
		unsure := guesses(u, "")
		if !slices.ContainsFunc(unsure, func(f found) bool { return f.url == row[2] }) {
			t.Errorf("%s: without the name of the software %+v", row[0], unsure)
		}
	}
	for _, p := range engines() {
		if !used[p.name+p.feed] {
			t.Errorf("no test for %s (%s)", p.name, p.at)
		}
	}
	if list := guesses(parsedURL(t, "https://acme.example/@ivan"), "Hugo 0.120"); len(list) > 0 {
		t.Errorf("of other software %+v is guessed", list)
	}
}

func TestWhatIsNoPageOfTheseIsLeftAlone(t *testing.T) {
	for _, at := range []string{
		"https://example.org/blog", "https://example.org/feed.xml", "https://github.com/features", "https://github.com/a/b/c/d", "https://github.com",
		"https://notreddit.com/r/x", "https://reddit.com.evil.example/r/x", "https://youtube.com/@acme", "https://www.youtube.com/watch?v=1",
		"https://www.google.com/alerts/feeds/123/456", "https://www.reddit.com/r/x/.rss", "https://www.reddit.com/r/x/search.rss?q=y",
		"https://acme.example/forum/feed.php?f=7", "https://acme.example/a/b?format=atom", "https://medium.com/feed/@ivan",
		"https://acme.example/wp/?feed=rss2", "https://gitlab.com/a/b/-/tags?format=atom", "https://vimeo.com/about",
	} {
		if f, ok := wellKnown(parsedURL(t, at)); ok {
			t.Errorf("%s is taken for %s, %s", at, f.name, f.url)
		}
	}
}

func TestWhereThereIsNoFeedThereIsAReason(t *testing.T) {
	for at, want := range map[string]string{
		"https://www.google.com/alerts":              "Deliver to: RSS feed",
		"https://github.com/acme/fridge/issues/7":    "no feed",
		"https://github.com/acme/fridge/pulls":       "no feed",
		"https://www.google.com/alerts?hl=ru#manage": "copy the address",
	} {
		if f, ok := wellKnown(parsedURL(t, at)); !ok || !strings.Contains(f.no, want) {
			t.Errorf("%s: %+v", at, f)
		}
	}
}

// FuzzPreset: whatever an address is, what is made of it is an address of the
// web on a host of the table or its own, and nothing of it leads elsewhere.
func FuzzPreset(f *testing.F) {
	for _, row := range append(pages(), sites()...) {
		f.Add(row[0])
	}
	f.Add("https://x.substack.com/../..//evil.example")
	f.Add("https://www.reddit.com/r/..%2f..%2f@evil.example")
	f.Fuzz(func(t *testing.T, s string) {
		at, err := Address(s)
		if err != nil {
			return
		}
		u, err := url.Parse(at)
		if err != nil {
			return
		}
		list := guesses(u, "")
		if one, ok := wellKnown(u); ok && one.no == "" {
			list = append(list, one)
		}
		for _, one := range list {
			to, err := url.Parse(one.url)
			if err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "" || strings.ContainsAny(one.url, "{} \t\r\n") {
				t.Fatalf("%q becomes %q: %v", s, one.url, err)
			}
			if strings.HasPrefix(one.at, "/") && to.Host != u.Host {
				t.Errorf("%q of %s leads to %s", s, u.Host, to.Host)
			}
		}
	})
}
