"""Valkey GLIDE, a cluster: glide_cluster.py ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input."""
import asyncio
import sys

import glide

HOST, PORT = sys.argv[1].split(":")


async def main():
    cluster = await glide.GlideClusterClient.create(glide.GlideClusterClientConfiguration(
        [glide.NodeAddress(HOST, int(PORT))], request_timeout=10_000, read_from=glide.ReadFrom.PREFER_REPLICA))
    for i in range(300):
        assert await cluster.set(f"key:{i}", str(i)) == "OK"
    for i in range(300):
        assert await cluster.get(f"key:{i}") == str(i).encode()
    assert await cluster.mset({"{t}a": "1", "{t}b": "2"}) == "OK"
    assert await cluster.mget(["{t}a", "{t}b"]) == [b"1", b"2"]
    assert await cluster.dbsize() == 302
    batch = glide.ClusterBatch(is_atomic=True)
    batch.set("{t}a", "5")
    batch.incr("{t}a")
    assert await cluster.exec(batch, raise_on_error=True) == ["OK", 6]
    print("fault", flush=True)
    sys.stdin.readline()
    for i in range(300):
        for tries in range(100):
            try:
                assert await cluster.get(f"key:{i}") == str(i).encode()
                assert await cluster.set(f"key:{i}", str(i)) == "OK"
                break
            except (glide.ConnectionError, glide.TimeoutError, glide.ClosingError, glide.RequestError):
                assert tries < 99
                await asyncio.sleep(0.05)
    await cluster.close()
    print("done", flush=True)


asyncio.run(main())
