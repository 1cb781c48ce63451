package vk

import (
	"context"

	"github.com/SevereCloud/vksdk/v2/api"
	"github.com/SevereCloud/vksdk/v2/object"

	"earshot/connectors/fault"
	"earshot/connectors/lenient"
	"earshot/store"
)

const audienceOp = "read the members"

// membersPage is how many members VK gives at once.
const membersPage = 1000

// Followers gives the members of the community, in the order of their numbers.
func (c *Connector) Followers(ctx context.Context, each func([]store.Author) error) error {
	me, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	if me.group == 0 {
		return fault.New(fault.Permanent, audienceOp, "a search has no members; connect a community with --group")
	}
	for offset := 0; ; offset += membersPage {
		var list struct {
			Count int                `json:"count"`
			Items []object.UsersUser `json:"items"`
		}
		params := api.Params{"group_id": me.group, "offset": offset, "count": membersPage, "sort": "id_asc", "fields": userFields}
		if err := c.call(ctx, audienceOp, "groups.getMembers", params, &list); err != nil {
			return err
		}
		var page []store.Author
		for i := range list.Items {
			if list.Items[i].ID > 0 {
				page = append(page, ofUser(&list.Items[i]))
			}
		}
		if len(page) == 0 && len(list.Items) > 0 {
			return c.alien(audienceOp, lenient.ErrShape)
		}
		if len(page) > 0 {
			if err := each(page); err != nil {
				return err
			}
		}
		if len(list.Items) == 0 || offset+membersPage >= list.Count {
			return nil
		}
	}
}
