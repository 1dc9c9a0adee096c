#include "catch.hpp"

#include "sandbox/interpreters.hpp"
#include "sandbox/output.hpp"

using namespace wt;
using namespace wt::sandbox;

TEST_CASE("output is cut into lines, however it arrives") {
    const std::string text = "one\ntwo\n\nthree";
    for (std::size_t size = 1; size <= text.size(); ++size) {
        Output output;
        std::vector<std::string> lines;
        for (std::size_t at = 0; at < text.size(); at += size) {
            for (std::string& line : output.add(std::string_view(text).substr(at, size)))
                lines.push_back(std::move(line));
        }
        CHECK(lines == std::vector<std::string>{"one\n", "two\n", "\n"});
        CHECK(output.rest() == std::vector<std::string>{"three"});
        CHECK(output.rest().empty());
    }
}

TEST_CASE("a line that has no end is cut where a line may end at the latest") {
    Output output;
    const std::string endless(Output::longest_line * 2 + 5, 'x');
    const auto lines = output.add(endless);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() == Output::longest_line);
    CHECK(output.rest().front().size() == 5);
}

TEST_CASE("what is more than is kept of an invocation is dropped, which is said once; the next has its own share") {
    Output output;
    const std::string line(1023, 'x');
    std::size_t kept = 0;
    std::size_t said = 0;
    for (std::size_t i = 0; i < 3 * Output::most_kept / 1024; ++i) {
        for (const std::string& each : output.add(line + "\n")) {
            kept += each.size();
            said += each.starts_with("[windtunnel]") ? 1 : 0;
        }
    }
    CHECK(said == 1);
    CHECK(kept < Output::most_kept + 1024);
    CHECK(output.full());
    output.start_over();
    CHECK(output.add("again\n") == std::vector<std::string>{"again\n"});
}

TEST_CASE("a runtime's name says what runs it, and others are refused by a sentence that says what there is") {
    CHECK(parse_runtime("python3.13")->version == "3.13");
    CHECK(parse_runtime("nodejs22.x")->version == "22");
    CHECK(parse_runtime("nodejs22.x")->family == RuntimeKind::Family::node);
    CHECK(parse_runtime("java8.al2")->version == "8");
    CHECK(parse_runtime("java21")->family == RuntimeKind::Family::java);
    CHECK(parse_runtime("provided.al2023")->family == RuntimeKind::Family::provided);
    for (const char* name : {"dotnet8", "ruby3.3"})
        CHECK(parse_runtime(name).error().message.find("does not run here") != std::string::npos);
    for (const char* name :
         {"", "python", "python2.7", "python3.x", "nodejs", "nodejs.x", "java", "java21.x", "cobol", "provide"})
        CHECK_FALSE(parse_runtime(name).ok());
}
