#!/bin/sh
# http-cache-tests, the npm package of the suite that HTTP caches are measured by: four of its tests of partial content answer with
# five bytes of body and say that they are `bytes 4-9/10`, which are six (RFC 9110, 14.4). A cache that holds an answer to what it
# says of itself cannot pass these tests as they are meant, and one that passes does not look.
set -eu
version=0.4.5

command -v node > /dev/null && command -v npm > /dev/null || { echo "needs node and npm"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund "http-cache-tests@$version" > install.log 2>&1 || { cat install.log; echo "could not install"; exit 2; }

cat > look.mjs <<'JS'
import partial from './node_modules/http-cache-tests/tests/partial.mjs'
for (const test of partial.tests) {
  for (const { response_headers: fields = [], response_body: body } of test.requests) {
    const said = fields.find(([name]) => name.toLowerCase() === 'content-range')
    const range = said && /^bytes (\d+)-(\d+)\//.exec(said[1])
    if (!range || body == null) continue
    const bytes = range[2] - range[1] + 1
    if (bytes !== body.length) console.log(`${test.id}: ${said[1]} are ${bytes} bytes, the body has ${body.length}`)
  }
}
JS
echo "http-cache-tests $version"
timeout 60 node look.mjs > seen
cat seen
cat > told <<'TOLD'
partial-store-partial-reuse-partial: bytes 4-9/10 are 6 bytes, the body has 5
partial-store-partial-reuse-partial-byterange: bytes 4-9/10 are 6 bytes, the body has 5
partial-store-partial-reuse-partial-absent: bytes 4-9/10 are 6 bytes, the body has 5
partial-store-partial-reuse-partial-suffix: bytes 4-9/10 are 6 bytes, the body has 5
TOLD
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
