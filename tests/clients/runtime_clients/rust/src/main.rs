use lambda_runtime::{service_fn, Error, LambdaEvent};
use serde_json::{json, Value};
use std::time::{SystemTime, UNIX_EPOCH};

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    if event.payload == json!("fail") {
        return Err("as asked".into());
    }
    if event.payload == json!("exit") {
        std::process::exit(3);
    }
    println!("a line of rust");
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
    let context = event.context;
    Ok(json!({"event": event.payload, "arn": context.invoked_function_arn, "id": context.request_id,
              "left": context.deadline.saturating_sub(now), "client": context.client_context.map(|client| client.custom)}))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handle)).await
}
