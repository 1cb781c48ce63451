package store

// The kinds of records by which influence is kept; see desk.Influence.
const (
	KindInfluence       = "influence"        // Number of a person -> what is known of them
	KindInfluencePosts  = "influence.posts"  // network:id -> how often it was reshared and answered
	KindInfluenceShares = "influence.shares" // network:id of what was reshared, zero, id of the reshare -> who made it, when
	KindInfluenceRanks  = "influence.ranks"  // a page of the histograms by its number; "id" -> which state they are
	KindInfluenceOrder  = "influence.order"  // topic, rank, Number of a person -> nothing: the first come first
	KindInfluenceTopics = "influence.topics" // number of a topic -> its name
)

// InfluenceKinds lists them.
func InfluenceKinds() []string {
	return []string{KindInfluence, KindInfluencePosts, KindInfluenceShares, KindInfluenceRanks, KindInfluenceOrder, KindInfluenceTopics}
}
