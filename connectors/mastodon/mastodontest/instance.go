package mastodontest

import (
	"net/http"
	"strings"
)

// streaming is the announced address of the streams.
func (s door) streaming() string {
	if s.opts.Streaming != "" {
		return s.opts.Streaming
	}
	return "ws" + strings.TrimPrefix(s.base, "http")
}

func (s door) configuration() object {
	return object{
		"accounts": object{"max_featured_tags": 10, "max_pinned_statuses": 5},
		"statuses": object{"max_characters": s.opts.MaxChars, "max_media_attachments": 4, "characters_reserved_per_url": 23},
		"media_attachments": object{
			"supported_mime_types": []string{"image/jpeg", "image/png", "image/gif", "video/mp4"}, "image_size_limit": maxUpload,
			"image_matrix_limit": 33177600, "video_size_limit": maxUpload, "video_frame_rate_limit": 120,
			"video_matrix_limit": 8294400, "description_limit": 1500,
		},
		"polls": object{"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2629746},
	}
}

// version is what the software calls itself.
func (s door) version() string {
	switch s.opts.Dialect {
	case GoToSocial:
		return "0.19.1 abcdef0"
	case Pleroma:
		return "2.7.2 (compatible; Pleroma 2.6.0)"
	default:
		return "4.5.0"
	}
}

func (s door) getInstance(rw http.ResponseWriter, _ *http.Request) {
	conf := s.configuration()
	conf["translation"] = object{"enabled": false}
	conf["urls"] = object{"streaming": s.streaming(), "about": s.base + "/about", "privacy_policy": nil, "terms_of_service": nil, "status": nil}
	o := object{
		"domain": Domain, "title": "Fake", "version": s.version(), "source_url": "https://github.com/mastodon/mastodon",
		"description": "A server of make-believe", "usage": object{"users": object{"active_month": 1}},
		"thumbnail": object{"url": s.base + "/thumbnail.png", "blurhash": nil, "versions": nil}, "icon": []any{},
		"languages": []string{"en", "ru"}, "configuration": conf,
		"registrations": object{"enabled": false, "approval_required": false, "reason_required": false, "message": nil, "min_age": nil, "url": nil},
		"api_versions":  object{"mastodon": 7}, "contact": object{"email": "admin@" + Domain, "account": nil}, "rules": []any{},
	}
	if s.opts.Dialect == GoToSocial {
		o["account_domain"] = Domain
		o["domain"] = "social." + Domain // the host is not the domain of its accounts
		delete(o, "api_versions")
	}
	s.json(rw, http.StatusOK, o)
}

func (s door) getInstanceV1(rw http.ResponseWriter, _ *http.Request) {
	o := object{
		"uri": Domain, "title": "Fake", "short_description": "", "description": "", "email": "admin@" + Domain,
		"version": s.version(), "urls": object{"streaming_api": s.streaming()},
		"stats": object{"user_count": 1, "status_count": 1, "domain_count": 1}, "thumbnail": nil,
		"languages": []string{"en"}, "registrations": false, "approval_required": false, "invites_enabled": false,
		"configuration": s.configuration(), "contact_account": nil, "rules": []any{},
	}
	if s.opts.Dialect == Pleroma {
		o["uri"] = "https://" + Domain
		o["max_toot_chars"] = s.opts.MaxChars
		delete(o, "configuration")
	}
	s.json(rw, http.StatusOK, o)
}
