package identitytest_test

import (
	"testing"

	"earshot/scoring/identity"
	"earshot/scoring/identity/identitytest"
)

// TestRegistersInOtherLanguages: what holds of English names holds of German,
// Ukrainian and Kazakh ones, with slips, values that are missing, and couples who
// share a mailbox.
func TestRegistersInOtherLanguages(t *testing.T) {
	for i, code := range []string{"de", "uk", "kk"} { // all of them together come through the commands
		list := identitytest.Tongue(code, 40, uint64(i))
		im := identitytest.Read(list, identity.Rows(), true)
		s := identitytest.Of(list, im.Groups(identity.Rows().Merge), all)
		t.Logf("%s: P %.4f R %.3f F1 %.3f of %d", code, s.Precision(), s.Recall(), s.F1(), s.All)
		if s.F1() < 0.92 || s.Precision() < 0.88 {
			t.Errorf("%s: %+v, F1 %.3f", code, s, s.F1())
		}
	}
}
