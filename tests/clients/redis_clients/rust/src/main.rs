//! redis-rs: client ADDRESS:PORT [cluster]. At "fault" it waits for whoever runs it, on its input.
use redis::{Commands, Connection, RedisResult};
use std::collections::{HashMap, HashSet};

fn commands(address: &str, more: &str) -> RedisResult<(redis::Client, Connection)> {
    let client = redis::Client::open(format!("redis://{address}/{more}"))?;
    let mut con = client.get_connection()?;
    redis::cmd("FLUSHALL").exec(&mut con)?;
    let _: () = con.set_ex("text", "é", 60)?;
    assert_eq!(con.get::<_, String>("text")?, "é");
    assert_eq!(con.get::<_, Option<String>>("nope")?, None);
    assert_eq!(con.incr::<_, _, i64>("count", 5)?, 5);
    assert!(con.expire::<_, bool>("count", 100)?);
    assert_eq!(con.ttl::<_, i64>("count")?, 100);
    let _: () = con.hset_multiple("hash", &[("a", "1"), ("b", "2")])?;
    let hash: HashMap<String, i64> = con.hgetall("hash")?;
    assert_eq!(hash, HashMap::from([("a".into(), 1), ("b".into(), 2)]));
    let _: () = con.zadd_multiple("scores", &[(2.5, "m"), (1.0, "n")])?;
    let scores: Vec<(String, f64)> = con.zrange_withscores("scores", 0, -1)?;
    assert_eq!(scores, [("n".into(), 1.0), ("m".into(), 2.5)]);
    let mut other = client.get_connection()?;
    let waiting = std::thread::spawn(move || other.blpop::<_, (String, String)>("list", 10.0));
    let _: () = con.rpush("list", "x")?;
    assert_eq!(waiting.join().unwrap()?, ("list".into(), "x".into()));
    let (_, two): (String, i64) = redis::pipe().atomic().set("m", 1).incr("m", 1).query(&mut con)?;
    assert_eq!(two, 2);
    redis::cmd("WATCH").arg("m").exec(&mut con)?;
    let _: () = client.get_connection()?.set("m", 9)?;
    let stale: Option<(String,)> = redis::pipe().atomic().set("m", 2).query(&mut con)?;
    assert_eq!(stale, None);
    let mut listening = client.get_connection()?;
    let mut listener = listening.as_pubsub();
    listener.subscribe("news")?;
    assert_eq!(con.publish::<_, _, i64>("news", "hello")?, 1);
    assert_eq!(listener.get_message()?.get_payload::<String>()?, "hello");
    let mut pipe = redis::pipe();
    for i in 0..500 {
        pipe.set(format!("key:{i}"), i).ignore();
    }
    pipe.exec(&mut con)?;
    let found: HashSet<String> = con.scan_match::<_, String>("key:*")?.collect::<RedisResult<_>>()?;
    assert_eq!(found.len(), 500);
    let refused = redis::cmd("EVAL").arg("return 1").arg(0).exec(&mut con).unwrap_err();
    assert!(refused.to_string().contains("EVAL"), "{refused}");
    Ok((client, con))
}

fn cluster(address: &str) -> RedisResult<()> {
    let client = redis::cluster::ClusterClientBuilder::new([format!("redis://{address}/")]).read_from_replicas().build()?;
    let mut con = client.get_connection()?;
    for i in 0..300 {
        let _: () = con.set(format!("key:{i}"), i)?;
    }
    for i in 0..300 {
        assert_eq!(con.get::<_, i64>(format!("key:{i}"))?, i);
    }
    let _: () = con.mset(&[("{t}a", 1), ("{t}b", 2)])?;
    assert_eq!(con.mget::<_, (i64, i64)>(&["{t}a", "{t}b"])?, (1, 2));
    println!("fault");
    std::io::stdin().read_line(&mut String::new())?;
    for i in 0..300 {
        let key = format!("key:{i}");
        let mut tries = 0;
        let got = loop {
            // A connection that a failover has cut it does not open again by itself.
            match con.get::<_, i64>(&key).and_then(|got| con.set::<_, _, ()>(&key, i).map(|_| got)) {
                Ok(got) => break got,
                Err(error) => {
                    tries += 1;
                    assert!(tries < 20, "{error}");
                    con = client.get_connection()?;
                }
            }
        };
        assert_eq!(got, i);
    }
    println!("done");
    Ok(())
}

fn main() -> RedisResult<()> {
    let address = std::env::args().nth(1).unwrap();
    if std::env::args().nth(2).is_some() {
        return cluster(&address);
    }
    commands(&address, "")?;
    let (client, mut con) = commands(&address, "?protocol=resp3")?;
    println!("fault");
    std::io::stdin().read_line(&mut String::new())?;
    con.set::<_, _, ()>("after", 1).unwrap_err();
    let mut con = client.get_connection()?;
    let _: () = con.set("after", 1)?;
    assert_eq!(con.get::<_, i64>("after")?, 1);
    println!("done");
    Ok(())
}
