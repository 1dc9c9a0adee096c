#!/usr/bin/env python3
"""The page of a run: one file that needs no other, that says what the report says, twice the same."""
import html.parser
import json
import re
import shutil
import subprocess
import sys
import tempfile

program, scenarios = sys.argv[1:3]
folder = tempfile.mkdtemp()


def run(*arguments):
    return subprocess.run([program, "run", *arguments], capture_output=True, text=True, timeout=300)


def page_of(scenario, *arguments):
    done = run(f"{scenarios}/{scenario}.yaml", "--html", f"{folder}/page.html", "--json", f"{folder}/all.json", *arguments)
    assert done.returncode in (0, 3), done
    with open(f"{folder}/page.html", encoding="utf-8") as page, open(f"{folder}/all.json", encoding="utf-8") as numbers:
        return page.read(), json.load(numbers)


class Page(html.parser.HTMLParser):
    """Tags that are closed in order, and the text between them."""
    void = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.open, self.counts, self.text, self.attributes = [], {}, "", []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes += attrs
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        self.text += data


try:
    text, numbers = page_of("primary-down")
    page = Page(text)
    assert page.counts.get("svg", 0) >= 8 and "script" not in page.counts and "link" not in page.counts, page.counts
    assert not [name for name, _ in page.attributes if name in ("src", "href")], "nothing is fetched"
    assert "url(" not in text and "@import" not in text
    for wanted in ("Everything held", numbers["digest"], f"{numbers['requests']:,} requests", "primary unavailable (refuse)",
                   "The path", "Over time", "What clients saw", "Again"):
        assert wanted in page.text, wanted
    for expectation in numbers["expectations"]:
        assert expectation["text"] in page.text, expectation
    for tier in numbers["tiers"]:
        assert f"{tier['in']:,}" in page.text, tier
    # Charts run from the left to the right of their frame, and stay within it.
    drawn = 0
    for width, svg in re.findall(r'<svg class="\w+" viewBox="0 0 (\d+) \d+"(.*?)</svg>', text, re.S):
        for points in re.findall(r'class="(?:line|area) \w+" d="([^"]+)"', svg):
            places = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[\d.]+,[\d.]+", points)]
            assert places and all(58 <= x <= int(width) - 8 and 18 <= y <= 168 for x, y in places), points[:200]
            drawn += 1
    assert drawn >= 16, drawn

    again, _ = page_of("primary-down")
    assert again == text, "the same run is the same page"

    # A bill, failures, and names that are no markup.
    text, numbers = page_of("serverless-rest", "--set", "name=<script>alert(1)</script>", "--set", "description=a & b",
                            "--set", "workload.phases=[{name: \"<b>\", for: 3m, rate: 50/s}]", "--set", "slo.0.expect=p(50)<1ms")
    page = Page(text)
    assert "script" not in page.counts and "b" not in page.counts, page.counts
    assert "<script>alert(1)</script>" in page.text and "a & b" in page.text and "Exit 3" in page.text
    assert "What it costs" in page.text and "cloudfront.requests" in page.text
    assert abs(numbers["cost"]["total"] - sum(line["usd"] for line in numbers["cost"]["lines"])) < 1e-9

    # Without a page nothing is followed, and with one nothing else happens.
    plain = run(f"{scenarios}/primary-down.yaml", "--json", f"{folder}/plain.json")
    assert plain.returncode == 0, plain
    with open(f"{folder}/plain.json", encoding="utf-8") as plain_numbers:
        assert json.load(plain_numbers)["digest"] == page_of("primary-down")[1]["digest"]

    several = run(f"{scenarios}/primary-down.yaml", "--runs", "2", "--html", f"{folder}/several.html")
    assert several.returncode == 2 and "a page shows one run" in several.stderr, several
    nowhere = run(f"{scenarios}/primary-down.yaml", "--html", f"{folder}/no/such/folder/page.html")
    assert nowhere.returncode == 2 and "page.html" in nowhere.stderr, nowhere
finally:
    shutil.rmtree(folder)
print("a page of a run: passed")
