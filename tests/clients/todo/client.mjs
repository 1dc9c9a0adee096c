// Calls operations by the AWS SDK for JavaScript v3: a line of JSON in, {service, operation, input}, a line of JSON out.
// Bytes come as {"base64": TEXT}.
import { createInterface } from 'node:readline';

import * as apigateway from '@aws-sdk/client-api-gateway';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';

const settings = { endpoint: process.env.WINDTUNNEL, region: 'us-east-1', maxAttempts: 1,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const services = {
  apigateway: [apigateway, new apigateway.APIGatewayClient(settings)],
  iam: [iam, new iam.IAMClient(settings)],
  lambda: [lambda, new lambda.LambdaClient(settings)],
  s3: [s3, new s3.S3Client({ ...settings, forcePathStyle: true })],
};

for await (const line of createInterface({ input: process.stdin })) {
  const { service, operation, input } = JSON.parse(line, (_, value) => (
    typeof value?.base64 === 'string' ? Buffer.from(value.base64, 'base64') : value));
  const [module, client] = services[service];
  let said;
  try {
    const { $metadata, ...output } = await client.send(new module[`${operation}Command`](input));
    said = { output };
  } catch (error) {
    said = { error: error.name };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
