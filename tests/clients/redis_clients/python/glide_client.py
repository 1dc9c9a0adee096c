"""Valkey GLIDE: glide_client.py ADDRESS:PORT. At "fault" it waits for whoever runs it, on its input."""
import asyncio
import sys

import glide

HOST, PORT = sys.argv[1].split(":")


async def opened(protocol, **more):
    return await glide.GlideClient.create(glide.GlideClientConfiguration(
        [glide.NodeAddress(HOST, int(PORT))], protocol=protocol, request_timeout=10_000, **more))


async def commands(protocol):
    client, other = await opened(protocol), await opened(protocol)
    await client.flushall()
    assert await client.set("text", "é") == "OK" and await client.get("text") == "é".encode()
    assert await client.get("nope") is None
    assert await client.incrby("count", 5) == 5 and await client.expire("count", 100) and await client.ttl("count") == 100
    assert await client.hset("hash", {"a": "1", "b": "2"}) == 2
    assert await client.hgetall("hash") == {b"a": b"1", b"b": b"2"}
    await client.zadd("scores", {"m": 2.5, "n": 1})
    assert await client.zrange_withscores("scores", glide.RangeByIndex(0, -1)) == {b"n": 1.0, b"m": 2.5}
    popped = asyncio.ensure_future(other.blpop(["list"], 10))
    await asyncio.sleep(0)
    assert await client.rpush("list", ["x"]) == 1 and await popped == [b"list", b"x"]
    batch = glide.Batch(is_atomic=True)
    batch.set("m", "1")
    batch.incr("m")
    assert await client.exec(batch, raise_on_error=True) == ["OK", 2]
    await client.watch(["m"])
    await other.set("m", "9")
    assert await client.exec(batch, raise_on_error=True) is None
    if protocol == glide.ProtocolVersion.RESP3:  # it listens in no other
        listener = await opened(protocol, pubsub_subscriptions=glide.GlideClientConfiguration.PubSubSubscriptions(
            {glide.GlideClientConfiguration.PubSubChannelModes.Exact: {"news"}}, None, None))
        for _ in range(200):
            if await client.publish("hello", "news") == 1:
                break
            await asyncio.sleep(0.02)
        assert (await listener.get_pubsub_message()).message == b"hello"
        await listener.close()
    many = glide.Batch(is_atomic=False)
    for i in range(500):
        many.set(f"key:{i}", str(i))
    assert set(await client.exec(many, raise_on_error=True)) == {"OK"}
    found, cursor = set(), b"0"
    while True:
        cursor, keys = await client.scan(cursor, match="key:*", count=50)
        found |= set(keys)
        if cursor == b"0":
            break
    assert len(found) == 500
    try:
        await client.custom_command(["EVAL", "return 1", "0"])
        raise AssertionError("a script ran")
    except glide.RequestError as error:
        assert "EVAL" in str(error), error
    await other.close()
    return client


async def main():
    await (await commands(glide.ProtocolVersion.RESP2)).close()
    client = await commands(glide.ProtocolVersion.RESP3)
    print("fault", flush=True)
    sys.stdin.readline()
    for _ in range(100):
        try:
            await client.set("after", "1")
            break
        except (glide.ConnectionError, glide.TimeoutError, glide.ClosingError, glide.RequestError):
            await asyncio.sleep(0.1)
    assert await client.get("after") == b"1"
    await client.close()
    print("done", flush=True)


asyncio.run(main())
