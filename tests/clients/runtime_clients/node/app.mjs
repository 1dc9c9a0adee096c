export const handler = async (event, context) => {
  if (event === "fail") throw new Error("as asked");
  if (event === "exit") process.exit(3);
  console.log("a line of node");
  return {event, arn: context.invokedFunctionArn, id: context.awsRequestId, left: context.getRemainingTimeInMillis(),
          client: context.clientContext?.custom};
};
