// go-redis: client ADDRESS:PORT [cluster]. At "fault" it waits for whoever runs it, on its input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

var ctx = context.Background()

func expect(got, wanted any, err error) {
	if err != nil || !reflect.DeepEqual(got, wanted) {
		fmt.Printf("got %v, expected %v, error %v\n", got, wanted, err)
		panic("failed")
	}
}

func commands(address string, protocol int) *redis.Client {
	client := redis.NewClient(&redis.Options{Addr: address, Protocol: protocol, MaxRetries: 3})
	expect(client.FlushAll(ctx).Err(), error(nil), nil)
	expect(client.Set(ctx, "text", "é", time.Minute).Err(), error(nil), nil)
	text, err := client.Get(ctx, "text").Result()
	expect(text, "é", err)
	expect(client.Get(ctx, "nope").Err(), redis.Nil, nil)
	count, err := client.IncrBy(ctx, "count", 5).Result()
	expect(count, int64(5), err)
	was, err := client.Expire(ctx, "count", 100*time.Second).Result()
	expect(was, true, err)
	left, err := client.TTL(ctx, "count").Result()
	expect(left, 100*time.Second, err)
	expect(client.HSet(ctx, "hash", "a", "1", "b", "2").Err(), error(nil), nil)
	hash, err := client.HGetAll(ctx, "hash").Result()
	expect(hash, map[string]string{"a": "1", "b": "2"}, err)
	expect(client.ZAdd(ctx, "scores", redis.Z{Score: 2.5, Member: "m"}, redis.Z{Score: 1, Member: "n"}).Err(), error(nil), nil)
	scores, err := client.ZRangeWithScores(ctx, "scores", 0, -1).Result()
	expect(scores, []redis.Z{{Score: 1, Member: "n"}, {Score: 2.5, Member: "m"}}, err)
	popped := make(chan []string)
	go func() {
		got, err := client.BLPop(ctx, 10*time.Second, "list").Result()
		expect(err, error(nil), nil)
		popped <- got
	}()
	expect(client.RPush(ctx, "list", "x").Err(), error(nil), nil)
	expect(<-popped, []string{"list", "x"}, nil)
	pipe := client.TxPipeline()
	pipe.Set(ctx, "m", "1", 0)
	incremented := pipe.Incr(ctx, "m")
	_, err = pipe.Exec(ctx)
	expect(incremented.Val(), int64(2), err)
	err = client.Watch(ctx, func(tx *redis.Tx) error {
		client.Set(ctx, "m", "9", 0)
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error { return pipe.Set(ctx, "m", "2", 0).Err() })
		return err
	}, "m")
	expect(err, redis.TxFailedErr, nil)
	listener := client.Subscribe(ctx, "news")
	_, err = listener.Receive(ctx)
	expect(client.Publish(ctx, "news", "hello").Val(), int64(1), err)
	message, err := listener.ReceiveMessage(ctx)
	expect(err, error(nil), nil)
	expect(message.Payload, "hello", nil)
	listener.Close()
	_, err = client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i := 0; i < 500; i++ {
			pipe.Set(ctx, fmt.Sprintf("key:%d", i), i, 0)
		}
		return nil
	})
	expect(err, error(nil), nil)
	found := map[string]bool{}
	for each := client.Scan(ctx, 0, "key:*", 50).Iterator(); each.Next(ctx); {
		found[each.Val()] = true
	}
	expect(len(found), 500, nil)
	err = client.Eval(ctx, "return 1", nil).Err()
	expect(err != nil && strings.Contains(strings.ToLower(err.Error()), "eval"), true, nil)
	return client
}

func cluster(address string) {
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{address}, ReadOnly: true, MaxRedirects: 20})
	for i := 0; i < 300; i++ {
		expect(client.Set(ctx, fmt.Sprintf("key:%d", i), i, 0).Err(), error(nil), nil)
	}
	for i := 0; i < 300; i++ {
		got, err := client.Get(ctx, fmt.Sprintf("key:%d", i)).Int()
		expect(got, i, err)
	}
	expect(client.MSet(ctx, "{t}a", "1", "{t}b", "2").Err(), error(nil), nil)
	values, err := client.MGet(ctx, "{t}a", "{t}b").Result()
	expect(values, []any{"1", "2"}, err)
	err = client.MSet(ctx, "a", "1", "b", "2").Err()
	expect(err != nil && strings.Contains(err.Error(), "CROSSSLOT"), true, nil)
	keys, err := client.DBSize(ctx).Result()
	expect(keys, int64(302), err)
	pipe := client.TxPipeline()
	pipe.Set(ctx, "{t}a", "5", 0)
	incremented := pipe.Incr(ctx, "{t}a")
	_, err = pipe.Exec(ctx)
	expect(incremented.Val(), int64(6), err)
	fmt.Println("fault")
	bufio.NewReader(os.Stdin).ReadString('\n')
	for i := 0; i < 300; i++ {
		key := fmt.Sprintf("key:%d", i)
		got, err := client.Get(ctx, key).Int()
		expect(got, i, err)
		expect(client.Set(ctx, key, i, 0).Err(), error(nil), nil)
	}
	fmt.Println("done")
}

func main() {
	if len(os.Args) > 2 {
		cluster(os.Args[1])
		return
	}
	commands(os.Args[1], 2).Close()
	client := commands(os.Args[1], 3)
	fmt.Println("fault")
	bufio.NewReader(os.Stdin).ReadString('\n')
	expect(client.Set(ctx, "after", "1", 0).Err(), error(nil), nil)
	expect(client.Get(ctx, "after").Val(), "1", nil)
	fmt.Println("done")
}
