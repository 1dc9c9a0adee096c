// Texts that are chosen, filled in, and sizes that are drawn.
#include <map>

#include "base/choice.hpp"
#include "base/fill_in.hpp"
#include "base/size_law.hpp"
#include "catch.hpp"

using namespace wt;

TEST_CASE("a choice gives each of its texts as often as its weight says") {
    Random random(1, "choice");
    const Choice choice = *Choice::parse(R"y(choice(gzip: 60%, "br, q=1": 30%, a:b: 10%))y");
    REQUIRE(choice.parts().size() == 3);
    CHECK(choice.parts()[1].text == "br, q=1");
    CHECK(choice.parts()[2].text == "a:b");
    std::map<std::string, int> seen;
    for (int i = 0; i < 10'000; ++i) ++seen[choice.pick(random)];
    CHECK(seen["gzip"] == Approx(6000).margin(200));
    CHECK(seen["br, q=1"] == Approx(3000).margin(190));
    CHECK(seen["a:b"] == Approx(1000).margin(120));

    const Choice even = *Choice::parse("choice(x, y)");
    CHECK(even.parts()[0].weight == even.parts()[1].weight);
    CHECK(Choice::parse("plain, text")->parts() == std::vector<Choice::Part>{{"plain, text", 1}});
    CHECK_FALSE(Choice::parse("choice(a: 60%, b: 60%)").ok());
    CHECK(Choice::parse("choice(a: 60, b: 60)").ok());  // weights
    // One part draws nothing.
    Random untouched(2, "choice");
    Random other(2, "choice");
    (void)Choice::parse("one")->pick(untouched);
    CHECK(untouched.next() == other.next());
    for (const char* wrong : {"choice()", "choice(a: 60%, b)", R"(choice("a))"}) {
        INFO(wrong);
        CHECK_FALSE(Choice::parse(wrong).ok());
    }
}

TEST_CASE("a text's places are filled in, and nothing else is touched") {
    const FillIn text("{${a}$b${c}} ${a} ${open");
    CHECK(text.names() == std::vector<std::string_view>{"a", "c", "a"});
    std::string filled;
    text.append_to(filled, [](std::string_view name) { return name == "a" ? std::string_view("1") : "<2>"; });
    CHECK(filled == "{1$b<2>} 1 ${open");
}

TEST_CASE("sizes are drawn by a distribution's words") {
    Random random(3, "sizes");
    const SizeLaw law = *SizeLaw::parse("lognormal(p50=4KB, p99=64KB)");
    int below = 0;
    int far = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t size = law.sample(random);
        below += size < 4000 ? 1 : 0;
        far += size > 64'000 ? 1 : 0;
    }
    CHECK(below == Approx(5000).margin(200));
    CHECK(far == Approx(100).margin(40));
    CHECK(SizeLaw::parse("2KiB")->sample(random) == 2048);
    CHECK(SizeLaw::parse("mix(0.5:1KB, 0.5:uniform(1B, 3B))").ok());
    for (const char* wrong : {"", "2s", "5", "uniform(2KB, 1KB)", "lognormal(p50=1ms, p99=2ms)", "soon"}) {
        INFO(wrong);
        CHECK_FALSE(SizeLaw::parse(wrong).ok());
    }
}
