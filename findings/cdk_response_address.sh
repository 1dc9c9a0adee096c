#!/bin/sh
# A custom resource is told an address to answer to (ResponseURL). The handler that the CDK puts before its own custom resources, such as
# the one that empties a bucket, takes host and path from it and leaves out scheme and port: it always asks by https at port 443. Who
# runs such functions beside a CloudFormation of their own cannot tell them another port.
set -eu
library=2.276.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --ignore-scripts "aws-cdk-lib@$library" > install.log 2>&1 || { cat install.log; echo "could not install"; exit 2; }

echo "exports.handler = async () => ({ PhysicalResourceId: 'made' });" > own.js
cat > answer.js <<'END'
const { EventEmitter } = require('events');
const https = require('https');
const library = require('aws-cdk-lib/package.json');

let asked;
https.request = (options, then) => {
  asked = options;
  const request = new EventEmitter();
  request.write = () => true;
  request.end = () => then(Object.assign(new EventEmitter(), { statusCode: 200, resume() {} }));
  return request;
};
const entry = require('./node_modules/aws-cdk-lib/custom-resource-handlers/dist/core/nodejs-entrypoint-handler/index.js');
entry.external.log = () => {};
entry.external.userHandlerIndex = require('path').resolve('own.js');
const event = { RequestType: 'Create', ResponseURL: 'http://stacks.example:8080/answer?token=1', StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
entry.handler(event, {}).then(() => {
  const { hostname, port, protocol, path } = asked;
  console.log(`aws-cdk-lib ${library.version}: for ${event.ResponseURL} it asks by https ${JSON.stringify({ hostname, port, protocol, path })}`);
  const asTold = hostname === 'stacks.example' && port === undefined && protocol === undefined && path === '/answer?token=1';
  console.log(asTold ? 'as told' : 'CHANGED');
  process.exit(asTold ? 0 : 1);
});
END
node answer.js
