import os


def handler(event, context):
    if event == "fail":
        raise ValueError("as asked")
    if event == "exit":
        os._exit(3)
    print("a line of python")
    return {"event": event, "arn": context.invoked_function_arn, "id": context.aws_request_id,
            "left": context.get_remaining_time_in_millis(), "client": context.client_context and context.client_context.custom}
