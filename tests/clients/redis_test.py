"""Redis' protocol at a cache of a scenario: every command's answers beside redis-server's where one is installed, in RESP2 and
RESP3; transactions, channels, clients that wait, faults that hit them; and redis-py."""
import re
import shutil
import socket
import subprocess
import time

from clients import Server, expect
from resp import Refused, Resp

# One line a command; answers whose order is not told (";sorted"), that are of chance (";any"),
# or that Redis gives since 7.2 (";7.2"), say so.
COMMANDS = """
SET a 1 | GET a | GET nope | SET a 2 NX | SET b 2 XX | SET b 2 NX GET | SET b 3 XX GET | GETSET b 4 | GETDEL b | GET b
SET c x EX 100 | TTL c | SET c y KEEPTTL | TTL c | SET c z | TTL c | SET c z EX 0 | SET c z EX 1 PX 1 | SET c z FOO
SETEX d 10 v | TTL d | PSETEX d 10000 v | SETEX d 0 v | SETNX d w | SETNX e w | GETEX d PERSIST | TTL d | GETEX d EX 5 | TTL d
GETEX d FOO | EXPIRE d 50 XX | EXPIRE e 50 XX | EXPIRE e 50 NX | EXPIRE e 40 GT | EXPIRE e 40 LT | EXPIRE e 5 NX XX | EXPIRE e 5 FOO
TTL e | PERSIST e | PERSIST e | TTL e | TTL nope | PTTL nope | EXPIRE nope 5 | EXPIREAT e 1 | EXISTS e | EXPIRE a x | EXPIRETIME a
SET t v PXAT 4102444800000 | PEXPIRETIME t | EXPIRETIME t | MSET m1 a m2 b | MGET m1 nope m2 | MSET x | MSETNX m1 c m3 d | MSETNX m4 c m5 d
INCR n | INCRBY n 5 | DECR n | DECRBY n 10 | INCRBYFLOAT n 0.5 | INCR n | INCRBYFLOAT n x | SET big 9223372036854775807 | INCR big
DECRBY big -9223372036854775808 | INCRBY n 1.5 | SET f 3.0e3 | INCRBYFLOAT f 200 | SET pad " 1" | INCR pad | SET plus +1 | INCR plus
APPEND s hello | APPEND s " world" | STRLEN s | STRLEN nope | GETRANGE s 0 4 | GETRANGE s -5 -1 | GETRANGE s 5 2 | GETRANGE s -1 -5
GETRANGE nope 0 -1 | SETRANGE s 6 Redis | GET s | SETRANGE u 3 x | GET u | SETRANGE s -1 x | SETRANGE v 0 "" | EXISTS v
SETBIT bits 7 1 | SETBIT bits 7 0 | SETBIT bits 100 1 | GETBIT bits 100 | GETBIT bits 5000 | BITCOUNT bits | BITCOUNT bits 0 0
SETBIT bits -1 1 | SETBIT bits 1 2 | STRLEN bits | GETBIT nope 1 | LPUSH s x | HGET s f | INCR m1 | TYPE s | TYPE nope
HSET h f 1 g 2 | HSET h f 3 i 4 | HSET h f | HGET h f | HGET h nope | HMGET h f nope g | HGETALL h ;sorted | HKEYS h ;sorted | HVALS h ;sorted
HLEN h | HEXISTS h f | HEXISTS h q | HSTRLEN h f | HSETNX h f 9 | HSETNX h k 9 | HINCRBY h f 5 | HINCRBY h name x | HINCRBYFLOAT h f 1.5
HINCRBY h f 1 | HSET h w abc | HINCRBYFLOAT h w 1 | HDEL h f g nope | HDEL h i k w | EXISTS h | HGETALL h | HMSET h a 1 b 2 | HRANDFIELD h 5 ;sorted
HRANDFIELD h 5 WITHVALUES ;sorted | HRANDFIELD nope | HRANDFIELD nope 3 | HSCAN h 0 ;sorted | HSCAN h 0 MATCH a* COUNT 10 ;sorted | HSCAN h x
RPUSH l a b c d | LPUSH l z | LRANGE l 0 -1 | LRANGE l 1 2 | LRANGE l 5 9 | LRANGE l -2 -1 | LLEN l | LINDEX l 0 | LINDEX l -1 | LINDEX l 99
LSET l 0 y | LSET l 99 y | LSET nope 0 y | LINSERT l BEFORE b q | LINSERT l AFTER b r | LINSERT l BEFORE nope q | LINSERT l WHERE b q
LPUSHX nope x | RPUSHX l e | LREM l 1 a | LREM l 0 nope | LRANGE l 0 -1 | LPOP l | RPOP l | LPOP l 2 | RPOP l 0 | LPOP nope | LPOP nope 2 | LPOP l -1
RPUSH p a b c a b a | LPOS p a | LPOS p a RANK 2 | LPOS p a RANK -1 | LPOS p a COUNT 0 | LPOS p a COUNT 2 RANK -1 | LPOS p x | LPOS p x COUNT 1 | LPOS p a RANK 0
LPOS p a MAXLEN 1 COUNT 0 | LREM p -2 a | LRANGE p 0 -1 | LTRIM p 1 2 | LRANGE p 0 -1 | LTRIM p 5 9 | EXISTS p | RPUSH src 1 2 3 | LMOVE src dst LEFT RIGHT
LMOVE src dst RIGHT LEFT | LRANGE dst 0 -1 | RPOPLPUSH src dst | RPOPLPUSH src dst | EXISTS src | LMOVE dst dst LEFT RIGHT | LRANGE dst 0 -1
LMOVE nope dst LEFT RIGHT | LMOVE dst dst UP DOWN | LMPOP 2 nope dst LEFT COUNT 2 | LMPOP 1 nope LEFT | LMPOP 0 x LEFT | BLPOP dst 0 | BRPOP nope dst 0.01
BLPOP nope x | BLPOP nope -1 | RPUSH s2 1 | BLMOVE s2 d2 LEFT LEFT 0.01 | BLMOVE s2 d2 LEFT LEFT 0.01
SADD s1 a b c | SADD s1 a d | SADD s3 c d e | SCARD s1 | SISMEMBER s1 a | SISMEMBER s1 z | SMISMEMBER s1 a z | SMEMBERS s1 ;sorted | SREM s1 a z
SINTER s1 s3 ;sorted | SUNION s1 s3 ;sorted | SDIFF s1 s3 ;sorted | SINTERSTORE i s1 s3 | SUNIONSTORE i s1 s3 | SDIFFSTORE i s1 s1 | EXISTS i | SMOVE s1 s3 b
SMOVE s1 s3 zz | SINTERCARD 2 s1 s3 | SINTERCARD 2 s1 s3 LIMIT 1 | SINTERCARD 0 s1 | SINTER s1 nope | SUNION nope s1 ;sorted | SSCAN s3 0 ;sorted
SSCAN s3 0 MATCH e ;sorted | SRANDMEMBER s3 10 ;sorted | SRANDMEMBER nope | SRANDMEMBER nope 2 | SPOP s3 10 ;sorted | SPOP s3 | SPOP nope 2 | SADD l x | SMEMBERS nope
ZADD z 1 a 2 b 3 c | ZADD z NX 5 a 4 d | ZADD z XX 6 a | ZADD z GT CH 1 a | ZADD z LT CH 1 a | ZADD z CH 2 a 9 e | ZADD z INCR 1 a | ZADD z NX INCR 1 a
ZADD z XX NX 1 a | ZADD z GT NX 1 a | ZADD z 1 | ZADD z x a | ZADD z INCR 1 a 2 b | ZSCORE z a | ZSCORE z nope | ZMSCORE z a nope b | ZCARD z | ZRANK z a
ZRANK z nope | ZREVRANK z a | ZRANK z a WITHSCORE ;7.2 | ZRANK z nope WITHSCORE ;7.2 | ZRANGE z 0 -1 | ZRANGE z 0 -1 WITHSCORES | ZRANGE z 1 2 | ZRANGE z 0 1 REV WITHSCORES
ZRANGE z 2 4 BYSCORE | ZRANGE z (2 +inf BYSCORE WITHSCORES | ZRANGE z +inf (2 BYSCORE REV | ZRANGE z -inf +inf BYSCORE LIMIT 1 2 | ZRANGE z 0 -1 LIMIT 0 1
ZRANGE z a b | ZRANGE z x y BYSCORE | ZREVRANGE z 0 1 WITHSCORES | ZRANGEBYSCORE z 2 4 WITHSCORES LIMIT 0 2 | ZREVRANGEBYSCORE z 4 (2 | ZCOUNT z 2 4 | ZCOUNT z (2 (4
ZCOUNT z -inf +inf | ZCOUNT z 9 1 | ZINCRBY z 2.5 a | ZINCRBY z x a | ZADD lex 0 a 0 b 0 c 0 d | ZRANGEBYLEX lex [b (d | ZRANGEBYLEX lex - + | ZRANGE lex [b + BYLEX
ZREVRANGEBYLEX lex + [b | ZLEXCOUNT lex (a [c | ZRANGEBYLEX lex b d | ZREMRANGEBYLEX lex [a (b | ZREMRANGEBYRANK lex 0 0 | ZREMRANGEBYSCORE lex 0 0 | EXISTS lex
ZADD y 10 a 20 q | ZUNION 2 z y WITHSCORES | ZINTER 2 z y WITHSCORES | ZDIFF 2 z y WITHSCORES | ZUNION 2 z y WEIGHTS 2 3 AGGREGATE MAX WITHSCORES | ZUNIONSTORE o 2 z y
ZINTERSTORE o 2 z y AGGREGATE MIN | ZDIFFSTORE o 2 z y | ZRANGE o 0 -1 WITHSCORES | ZUNION 0 z | ZUNION 3 z y | ZRANGESTORE o z 0 1 | ZRANGE o 0 -1 | ZINTER 2 z nope
ZPOPMIN z | ZPOPMAX z | ZPOPMIN z 2 | ZPOPMAX nope | ZPOPMIN nope 2 | ZREM z nope d | BZPOPMIN y 0 | BZPOPMAX nope y 0.01 | BZPOPMIN nope 0.01 | ZSCAN z 0 | ZADD z inf i -inf j 1e20 k 0.1 l
ZRANGE z 0 -1 WITHSCORES ;7.2 | ZSCAN z 0 ;7.2 | ZRANDMEMBER z 9 ;sorted | ZRANDMEMBER nope | ZADD s1 1 a | ZSCORE s1 a | ZINCRBY z -inf i | ZADD z nan a
DEL a nope c | UNLINK d | EXISTS a s s | TOUCH s nope | KEYS m* ;sorted | KEYS nope* | SCAN 0 COUNT 1000 MATCH m? TYPE string ;sorted | SCAN x | SCAN 0 COUNT 0 | RENAME s sx | RENAME nope x
RENAMENX sx m1 | RENAMENX sx s | RENAME s s | COPY s s4 | COPY s s4 | COPY s s4 REPLACE | GET s4 | COPY s s | COPY s s5 DB 3 | SELECT 3 | GET s5 | DBSIZE | MOVE s5 0 | GET s5 | SELECT 0 | GET s5 | MOVE s5 0
SELECT 99 | SELECT x | OBJECT REFCOUNT s | OBJECT ENCODING n | OBJECT ENCODING nope | RANDOMKEY ;any | DBSIZE | SWAPDB 0 1 | DBSIZE | SWAPDB 0 1 | SWAPDB 0 99 | FLUSHDB | DBSIZE | FLUSHALL ASYNC | FLUSHALL FOO
PING | PING hi | PING a b | ECHO x | ECHO | NOSUCH a b | GET | GET a b | CLIENT GETNAME | CLIENT SETNAME me | CLIENT GETNAME | CLIENT SETNAME "a b" | CLIENT SETINFO LIB-NAME x ;7.2 | CLIENT SETINFO FOO x ;7.2
COMMAND COUNT ;any | COMMAND GETKEYS MSET a 1 b 2 | CLUSTER INFO | WAIT 0 0 | AUTH x | READONLY ;any | MULTI | SET q 1 | INCR q | LPUSH q x | GET q | EXEC | EXEC | DISCARD | MULTI | MULTI | NOSUCH | EXEC
MULTI | GET | SET q 5 | EXEC | GET q | MULTI | SET q 9 | DISCARD | GET q | MULTI | BLPOP nope 0 | EXEC | WATCH q | SET q 6 | MULTI | GET q | EXEC | WATCH q | MULTI | GET q | EXEC | MULTI | WATCH q | EXEC | UNWATCH
FLUSHALL | SET b1 foobar | SET b2 abcdef | BITOP AND d b1 b2 | GET d | BITOP OR d b1 b2 nope | GET d | BITOP XOR d b1 b2 | GET d | BITOP NOT d b1
GET d | BITOP NOT d b1 b2 | BITOP NAND d b1 b2 | BITOP AND d nope1 nope2 | EXISTS d | BITOP AND d | LPUSH list a | BITOP AND d list b1
BITPOS b1 1 | BITPOS b1 0 | BITPOS b1 1 2 | BITPOS b1 0 2 -1 | BITPOS b1 1 5 3 | BITPOS b1 1 8 20 BIT | BITPOS b1 0 -3 -1 BYTE | BITPOS nope 1 | BITPOS nope 0
BITPOS b1 2 | BITPOS b1 x | BITPOS b1 1 0 -1 WORD | BITPOS b1 1 0 -1 BIT x | SET ones "\xff" | BITPOS ones 0 | BITPOS list 1 | BITPOS b1 1 -100 -50
BITFIELD f SET u8 0 255 GET u8 0 GET i8 0 GET u4 #1 | BITFIELD f INCRBY u2 100 1 OVERFLOW SAT INCRBY u2 102 1 | BITFIELD f OVERFLOW FAIL INCRBY u8 0 1 GET u8 0
BITFIELD f OVERFLOW WRAP INCRBY u8 0 10 | BITFIELD f OVERFLOW SAT INCRBY i5 8 -200 GET i5 8 | BITFIELD f SET i64 64 -1 GET i64 64 GET u63 64 | BITFIELD f SET u8 0 -1
BITFIELD f OVERFLOW SAT SET u8 0 300 GET u8 0 | BITFIELD f OVERFLOW FAIL SET i8 0 200 GET i8 0 | GETRANGE f 0 -1 | STRLEN f | BITFIELD f GET u64 0 | BITFIELD f GET i65 0
BITFIELD f GET u8 -1 | BITFIELD f GET x8 0 | BITFIELD f SET u8 0 | BITFIELD f OVERFLOW MAYBE | BITFIELD f INCRBY i64 0 9223372036854775807 INCRBY i64 0 9223372036854775807
BITFIELD_RO f GET u8 0 GET i16 #2 | BITFIELD_RO f SET u8 0 1 | BITFIELD f | BITFIELD nope GET u8 0 | EXISTS nope | BITFIELD list GET u8 0 | BITFIELD f INCRBY u63 0 -1
SET l1 ohmytext | SET l2 mynewtext | LCS l1 l2 | LCS l1 l2 LEN | LCS l1 l2 IDX | LCS l1 l2 IDX MINMATCHLEN 4 WITHMATCHLEN | LCS l1 nope | LCS l1 l2 LEN IDX | LCS l1 list
LCS l1 l2 FOO | LCS l2 l1 IDX WITHMATCHLEN
PFADD h1 a b c d e f g | PFADD h1 a b | PFADD h1 | PFADD h2 | PFADD h2 | PFCOUNT h1 | PFCOUNT h2 | PFADD h2 x y z a | PFCOUNT h1 h2 | PFCOUNT nope | PFMERGE h3 h1 h2 | PFCOUNT h3
PFMERGE h4 | PFCOUNT h4 | PFADD b1 x | PFCOUNT b1 | PFADD list x | PFMERGE h3 b1 | TYPE h1 | PFCOUNT h1 nope h2 | PFCOUNT
GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania | GEOADD g NX 13 38 Palermo | GEOADD g XX CH 13.361390 38.115557 Palermo 1 1 new | GEOADD g CH 2.349014 48.864716 Paris
GEOADD g 181 0 x | GEOADD g 0 86 x | GEOADD g a 1 x | GEOADD g 1 1 | GEOADD g NX XX 1 1 x | GEOADD list 1 1 x | GEOADD g 0 0 zero -0.0000001 0.0000001 near
GEOPOS g Palermo nope Catania zero near | GEOPOS nope a | GEOPOS g | GEOHASH g Palermo Catania nope Paris | GEOHASH nope a | GEODIST g Palermo Catania | GEODIST g Palermo Catania km
GEODIST g Palermo Catania mi | GEODIST g Palermo Catania ft | GEODIST g Palermo Catania yd | GEODIST g Palermo nope | GEODIST nope a b | GEODIST g Palermo Paris m x | GEODIST g Palermo Palermo
GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km ASC | GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km DESC WITHCOORD WITHDIST WITHHASH | GEOSEARCH g FROMMEMBER Palermo BYBOX 400 400 km ASC WITHDIST
GEOSEARCH g FROMLONLAT 15 37 BYBOX 1 400 km ASC | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS 5000 km COUNT 2 | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS 5000 km COUNT 2 DESC WITHDIST
GEOSEARCH g FROMLONLAT 10 40 BYRADIUS 5000 mi COUNT 0 | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS 5 mi ANY | GEOSEARCH g FROMMEMBER nope BYRADIUS 5 mi | GEOSEARCH nope FROMLONLAT 10 40 BYRADIUS 5 mi
GEOSEARCH g BYRADIUS 5 mi ASC WITHDIST | GEOSEARCH g FROMLONLAT 10 40 ASC WITHDIST | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS x mi | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS -1 mi
GEOSEARCH g FROMLONLAT 10 40 BYBOX x 1 mi | GEOSEARCH g FROMLONLAT 10 40 BYBOX 1 -1 mi | GEOSEARCH g FROMLONLAT 10 40 BYRADIUS 1 yd | GEOSEARCH list FROMLONLAT 10 40 BYRADIUS 5 mi
GEOSEARCHSTORE gs g FROMLONLAT 15 37 BYRADIUS 200 km ASC | ZRANGE gs 0 -1 WITHSCORES | GEOSEARCHSTORE gs g FROMLONLAT 15 37 BYRADIUS 200 km STOREDIST COUNT 1 | ZCARD gs
GEOSEARCHSTORE gs g FROMLONLAT 15 37 BYRADIUS 200 km WITHDIST | GEOSEARCHSTORE gs nope FROMLONLAT 15 37 BYRADIUS 200 km | EXISTS gs
GEORADIUS g 15 37 200 km ASC | GEORADIUS g 15 37 200 km WITHDIST WITHCOORD DESC COUNT 1 | GEORADIUS_RO g 15 37 200 km ASC WITHHASH | GEORADIUSBYMEMBER g Palermo 200 km ASC
GEORADIUSBYMEMBER_RO g Palermo 200 km DESC WITHDIST | GEORADIUS g 15 37 200 km STORE gs | ZCARD gs | GEORADIUS g 15 37 200 km STOREDIST gs WITHDIST | GEORADIUS_RO g 15 37 200 km STORE gs
GEORADIUSBYMEMBER g nope 200 km | GEORADIUS nope 15 37 200 km | GEORADIUS g 15 37 x km
DEL sl | RPUSH sl 3 1 2 10 | SORT sl | SORT sl DESC | SORT sl ALPHA | SORT sl ALPHA DESC LIMIT 1 2 | SORT sl LIMIT 0 -1 | SORT sl LIMIT 10 1 | SORT_RO sl LIMIT 1 2 | SORT_RO sl STORE x
MSET w_1 30 w_2 20 w_3 10 w_10 5 | SORT sl BY w_* | SORT sl BY w_* GET # GET w_* | SORT sl BY nosort | SORT sl BY nosort GET nope_* | HSET o_1 f c n 1 | HSET o_2 f a n 2 | HSET o_3 f b n 3
SORT sl BY o_*->n DESC | SORT sl BY o_*->f ALPHA GET o_*->f GET # | SORT sl GET o_*->f STORE st | LRANGE st 0 -1 | SORT nope | SORT nope STORE st | EXISTS st | RPUSH words b a c | SORT words
SORT words ALPHA | SADD sset 5 3 9 | SORT sset | SORT sset DESC STORE st | LRANGE st 0 -1 | ZADD szset 1 c 2 a 3 b | SORT szset BY nosort | SORT szset BY nosort DESC | SORT szset ALPHA | SORT b1
SORT sl FOO | SORT sl LIMIT a b | SORT sl BY w_* DESC LIMIT 1 2 GET w_*
DEL p1 p2 | RPUSH p2 a b c d | BLMPOP 0 2 p1 p2 LEFT | BLMPOP 0.1 2 p1 p2 RIGHT COUNT 2 | LRANGE p2 0 -1 | BLMPOP 0.01 1 p1 LEFT | BLMPOP x 1 p1 LEFT | BLMPOP 0 0 p1 LEFT | BLMPOP 0 1 p1 UP
ZADD q1 1 a 2 b 3 c | ZMPOP 2 nope q1 MIN | ZMPOP 1 q1 MAX COUNT 10 | ZMPOP 1 q1 MIN | ZMPOP 0 q1 MIN | ZMPOP 1 q1 MID | ZMPOP 1 q1 MIN COUNT 0 | ZMPOP 1 list MIN | ZADD q1 1 a 2 b
BZMPOP 0 1 q1 MAX COUNT 1 | BZMPOP 0.01 1 nope MIN | BZMPOP 0 2 nope q1 MIN | ZADD i1 1 a 2 b 3 c | ZADD i2 1 b 2 c | SADD i3 c | ZINTERCARD 2 i1 i2 | ZINTERCARD 3 i1 i2 i3
ZINTERCARD 2 i1 i2 LIMIT 1 | ZINTERCARD 0 i1 | ZINTERCARD 2 i1 | ZINTERCARD 2 i1 i2 LIMIT -1 | ZINTERCARD 2 i1 list | ZINTERCARD 2 i1 i2 FOO | ZINTERCARD 1 nope
PUBSUB CHANNELS | PUBSUB NUMSUB a b | PUBSUB NUMPAT | PUBLISH c x | HELLO 9 | HELLO x | TYPE q | OBJECT FREQ nope
"""


def words_of(text):
    return [word[1:-1] if word.startswith('"') else word for word in re.findall(r'"[^"]*"|\S+', text)]


def plain(answer, ordered):
    if ordered:
        return answer
    if isinstance(answer, list) and len(answer) == 2 and isinstance(answer[1], list):  # a cursor first
        return [answer[0], plain(answer[1], False)]
    return sorted(map(repr, answer)) if isinstance(answer, list) else answer


def beside(ours, theirs):
    """Both are asked the same; how many answers were compared."""
    version = re.search(r"redis_version:(\d+)\.(\d+)", theirs("INFO").decode())
    is_old = tuple(map(int, version.groups())) < (7, 2)
    compared, wrong = 0, []
    for part in re.split(r"[|\n]", COMMANDS):
        text, _, note = part.strip().partition(" ;")
        if not text:
            continue
        words = words_of(text)
        got, wanted = ours(*words), theirs(*words)
        compared += 1
        if note == "any" or (note == "7.2" and is_old):
            continue
        if plain(got, note != "sorted") != plain(wanted, note != "sorted"):
            wrong.append(f"{text}\n    ours:   {got!r}\n    theirs: {wanted!r}")
    expect(not wrong, f"{len(wrong)} answers differ:\n" + "\n".join(wrong))
    return compared


def own_answers(port):
    """What every Redis answers, without one to ask."""
    redis = Resp(port)
    expect(redis("SET", "k", "v") == "OK" and redis("GET", "k") == b"v", "a text")
    expect(redis("INCR", "k") == Refused("ERR value is not an integer or out of range"), "no number")
    expect(redis.line("SET inline 'a b'") == "OK" and redis("GET", "inline") == b"a b", "a line")
    expect(redis("EVAL", "return 1", "0") == Refused("ERR Windtunnel runs no scripts: EVAL is not implemented"), "scripts")
    expect(redis("XADD", "s", "*", "a", "b") == Refused("ERR Windtunnel does not implement XADD yet"), "streams")
    expect("unknown command 'CONFIG'" in str(redis("CONFIG", "GET", "*")), "what ElastiCache keeps to itself")
    # Pipelined, in pieces of any size.
    request = b"*3\r\n$3\r\nSET\r\n$1\r\np\r\n$5\r\na\r\nbc\r\n*2\r\n$3\r\nGET\r\n$1\r\np\r\n"
    for at in range(len(request)):
        redis.socket.sendall(request[at:at + 1])
        if at % 7 == 0:
            time.sleep(0.001)
    expect(redis.read() == "OK" and redis.read() == b"a\r\nbc", "pieces")
    for wrong, text in ((b"*-5\r\n*1\r\nx\r\n", "expected '$', got 'x'"), (b"*1\r\n$-3\r\n", "invalid bulk length"),
                        (b"*99999999\r\n", "invalid multibulk length"), (b"SET 'a\r\n", "unbalanced quotes in request")):
        broken = Resp(port)
        broken.socket.sendall(wrong)
        expect(str(broken.read()) == f"ERR Protocol error: {text}", text)
        try:
            expect(broken.read() is None, "the connection goes on")
        except (EOFError, ConnectionResetError):
            pass
    large = b"x" * 5_000_000
    expect(redis("SET", "large", large) == "OK" and redis("GET", "large") == large, "5 MB")
    redis("FLUSHALL")
    scanned, cursor = [], b"0"
    redis("MSET", *[word for i in range(500) for word in (f"k{i}", i)])
    while True:
        cursor, keys = redis("SCAN", cursor, "COUNT", 7)
        scanned += keys
        redis("DEL", "k499")
        if cursor == b"0":
            break
    expect(set(scanned) >= {b"k%d" % i for i in range(499)} and len(set(scanned)) == len(scanned), "a scan")
    redis("FLUSHALL")


def waiting(port):
    """Who waited longest is served first; a time-out; a connection that goes."""
    first, second, pusher = Resp(port), Resp(port), Resp(port)
    first.send("BLPOP", "queue", "0")
    time.sleep(0.05)
    second.send("BRPOPLPUSH", "queue", "done", "0")
    second.send("PING")
    time.sleep(0.05)
    expect(pusher("RPUSH", "queue", "a", "b") == 2, "pushed")
    expect(first.read() == [b"queue", b"a"] and second.read() == b"b" and second.read() == "PONG", "served")
    began = time.monotonic()
    expect(first("BLPOP", "queue", "0.2") is None and 0.15 < time.monotonic() - began < 5, "a time-out")
    first.send("BZPOPMIN", "zs", "0")
    time.sleep(0.05)
    first.close()
    time.sleep(0.05)
    expect(pusher("ZADD", "zs", "1", "m") == 1 and pusher("ZCARD", "zs") == 1, "nobody took it")
    pusher("FLUSHALL")


def channels(port):
    for protocol, kind in ((2, lambda items: items), (3, lambda items: (">", items))):
        listener, speaker = Resp(port), Resp(port)
        listener("HELLO", protocol)
        expect(listener("SUBSCRIBE", "news") == kind([b"subscribe", b"news", 1]), "subscribe")
        expect(listener("PSUBSCRIBE", "n?ws*") == kind([b"psubscribe", b"n?ws*", 2]), "psubscribe")
        expect(speaker("PUBLISH", "news", "x") == 2 and speaker("PUBLISH", "other", "x") == 0, "heard")
        expect(listener.read() == kind([b"message", b"news", b"x"]), "message")
        expect(listener.read() == kind([b"pmessage", b"n?ws*", b"news", b"x"]), "pmessage")
        if protocol == 2:
            expect("Can't execute 'get'" in str(listener("GET", "a")), "a listener asks nothing else in RESP2")
            expect(listener("PING") == [b"pong", b""], "ping")
        else:
            expect(listener("GET", "nope") is None, "a listener may ask in RESP3")
        expect(listener("UNSUBSCRIBE") == kind([b"unsubscribe", b"news", 1]), "unsubscribe")
        listener.close()
        time.sleep(0.05)
        expect(speaker("PUBSUB", "NUMPAT") == 0, "what a client heard goes with it")


def watched(server, port):
    """A change by another client, and one by the tier, count both."""
    one, other = Resp(port), Resp(port)
    one("SET", "w", "1"), one("WATCH", "w"), other("SET", "w", "2"), one("MULTI"), one("GET", "w")
    expect(one("EXEC") is None, "dirty")
    one("WATCH", "w"), one("MULTI"), one("GET", "w")
    expect(one("EXEC") == [b"2"], "clean")
    one("SET", "brief", "1", "PX", "30"), one("WATCH", "brief"), time.sleep(0.1), other("GET", "brief"), one("MULTI"), one("PING")
    expect(one("EXEC") is None, "its time was over")


def memory():
    """The policy decides who goes; what cannot go is refused."""
    served = Server("serverless-rest.yaml", "--set", "architecture.redis.max_memory=1MiB")
    redis = Resp(int(re.search(r"redis://\S+:(\d+)", served.printed).group(1)))
    # volatile-lru: keys that stay cannot go.
    answers = [redis("SET", f"stays{i}", "x" * 10_000) for i in range(200)]
    expect(answers[0] == "OK" and answers[-1] == Refused("OOM command not allowed when used memory > 'maxmemory'."), answers[-1])
    expect(redis("GET", "stays0") is not None and redis("DEL", "stays0", "stays1") == 2, "reads and deletions go on")
    redis("FLUSHALL")
    for i in range(200):
        expect(redis("SET", f"goes{i}", "x" * 10_000, "EX", "1000") == "OK", "evicts")
    expect(redis("GET", "goes0") is None and redis("GET", "goes199") is not None and redis("DBSIZE") <= 105, "the oldest went")
    expect(served.stop() == 0, "the server did not stop well")


def by_redis_py(port, reader):
    try:
        import redis
    except ImportError:
        print("redis-py is not installed (pip install redis): what it would do was left out")
        return
    for protocol in (2, 3):
        client = redis.Redis(port=port, protocol=protocol, decode_responses=True)
        client.flushall()
        expect(client.ping() and client.set("a", 1, ex=60) and client.get("a") == "1" and client.ttl("a") == 60, "texts")
        client.hset("h", mapping={"x": 1, "y": "2"})
        expect(client.hgetall("h") == {"x": "1", "y": "2"}, client.hgetall("h"))
        client.zadd("z", {"m": 2.5, "n": 1})
        expect([tuple(each) for each in client.zrange("z", 0, -1, withscores=True)] == [("n", 1.0), ("m", 2.5)], "scores")
        client.sadd("s", "1", "2")
        expect(client.smembers("s") == {"1", "2"}, "a set")
        with client.pipeline() as pipe:
            pipe.set("k", 1)
            pipe.incr("k")
            expect(pipe.execute() == [True, 2], "a pipeline")
        expect(sorted(client.scan_iter("*", count=2)) == ["a", "h", "k", "s", "z"], "scan_iter")
        expect(client.info("server")["redis_version"] == "7.1.0", client.info("server"))
        listener = client.pubsub()
        listener.subscribe("news")
        client.publish("news", "hello")
        said = [listener.get_message(timeout=2), listener.get_message(timeout=2)]
        expect(said[1]["data"] == "hello", said)
        listener.close()
        try:
            redis.Redis(port=reader, protocol=protocol).set("a", 1)
            expect(False, "a replica took a write")
        except redis.exceptions.ReadOnlyError:
            pass
        expect(redis.Redis(port=reader, protocol=protocol).get("a") == b"1", "a replica reads")
    print("redis-py", redis.__version__)


def seen_by_functions(server, port):
    """A cache is one thing to functions and to clients."""
    redis = Resp(port)
    redis("FLUSHALL")
    status, _, _ = server.ask(f"{server.edge}/items/7", headers={"Authorization": server.token()})
    expect(status == 200, status)
    keys = redis("KEYS", "*")
    expect(len(keys) == 1 and 0 < redis("TTL", keys[0]) <= 30, keys)


server = Server("serverless-rest.yaml")
found = re.search(r"redis://\S+:(\d+) \(redis; its replica \S+:(\d+)\)", server.printed)
port, reader = int(found.group(1)), int(found.group(2))
own_answers(port)
waiting(port)
channels(port)
watched(server, port)
seen_by_functions(server, port)
by_redis_py(port, reader)
memory()
program = shutil.which("redis-server")
if program is None:
    print("redis-server is not installed (apt-get install redis-server): answers were not compared")
else:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        theirs = free.getsockname()[1]
    real = subprocess.Popen([program, "--port", str(theirs), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                Resp(theirs).close()
                break
            except OSError:
                time.sleep(0.05)
        for protocol in (2, 3):
            ours, them = Resp(port), Resp(theirs)
            ours("HELLO", protocol), them("HELLO", protocol), ours("FLUSHALL"), them("FLUSHALL")
            print(beside(ours, them), f"answers beside redis-server's in RESP{protocol}")
    finally:
        real.terminate()
        real.wait()
expect(server.stop() == 0, "the server did not stop well")
print("Redis: clients of a scenario's cache")
