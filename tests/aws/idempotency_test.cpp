#include "aws/idempotency.hpp"

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {
using Tokens = ClientTokens<std::string>;
using Seen = Tokens::Seen;
const Instant noon = epoch + std::chrono::hours(12);
}  // namespace

TEST_CASE("the same token with the same parameters gives the first outcome") {
    Tokens tokens(24h, 10);
    CHECK(tokens.begin("t", "p", noon).seen == Seen::fresh);
    tokens.finish("t", "made");
    const auto again = tokens.begin("t", "p", noon + 23h);
    CHECK(again.seen == Seen::repeated);
    CHECK(*again.outcome == "made");
    CHECK(tokens.begin("other", "p", noon).seen == Seen::fresh);
}

TEST_CASE("the same token with other parameters is told apart") {
    Tokens tokens(24h, 10);
    (void)tokens.begin("t", "p", noon);
    CHECK(tokens.begin("t", "q", noon).seen == Seen::other_parameters);
    tokens.finish("t", "made");
    CHECK(tokens.begin("t", "q", noon).seen == Seen::other_parameters);
}

TEST_CASE("a call that is on its way is not done twice, and one that failed may be tried again") {
    Tokens tokens(24h, 10);
    (void)tokens.begin("t", "p", noon);
    CHECK(tokens.begin("t", "p", noon).seen == Seen::unfinished);
    tokens.abandon("t");
    CHECK(tokens.size() == 0);
    CHECK(tokens.begin("t", "q", noon).seen == Seen::fresh);
    tokens.abandon("never seen");
}

TEST_CASE("a token is forgotten after its time") {
    Tokens tokens(1h, 10);
    (void)tokens.begin("t", "p", noon);
    tokens.finish("t", "made");
    CHECK(tokens.begin("t", "q", noon + 1h).seen == Seen::fresh);
    CHECK(tokens.size() == 1);
}

TEST_CASE("of very many tokens the oldest leave first") {
    Tokens tokens(24h, 3);
    for (const char* token : {"a", "b", "c", "d"}) {
        (void)tokens.begin(token, "p", noon);
        tokens.finish(token, token);
    }
    CHECK(tokens.size() == 3);
    CHECK(tokens.begin("d", "p", noon).seen == Seen::repeated);
    CHECK(tokens.begin("a", "p", noon).seen == Seen::fresh);
    // Its call ended after it had been forgotten.
    tokens.finish("b", "late");
    CHECK(tokens.size() == 3);
}

TEST_CASE("a fingerprint is of all that an input says but its token") {
    Everything input;
    input.bucket = "b";
    input.text = "token";
    input.map = {{"k", "v"}};
    const std::string first = fingerprint(input, "Text");
    CHECK(first.size() == 64);
    Everything other = input;
    other.text = "another";
    CHECK(fingerprint(other, "Text") == first);
    CHECK(fingerprint(other, "Number") != fingerprint(input, "Number"));
    // Members of the path, the query and fields count, too.
    other.bucket = "c";
    CHECK(fingerprint(other, "Text") != first);
    Everything lists = input;
    lists.words = {"a,b"};
    Everything apart = input;
    apart.words = {"a", "b"};
    CHECK(fingerprint(lists, "Text") != fingerprint(apart, "Text"));
}
