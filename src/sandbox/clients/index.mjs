// Runs a function's handler in Node.js: asks Windtunnel's Runtime API for invocations, as AWS's own runtime does.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import module, { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { format, inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';

const env = process.env;
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const jsonLogs = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const version = Number((env.AWS_EXECUTION_ENV ?? '').match(/nodejs(\d+)/)?.[1] ?? 22);
const callbacks = version < 24; // later runtimes have handlers that return promises, and no others
const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
let current; // the id of the request that is handled
let streamed; // its answer, where the handler streams it

// HTTP on one connection, no more of it than the Runtime API has. It does not keep the process alive while a handler
// runs: a handler that waits for nothing any more has ended.
class Api {
  #socket;
  #data = Buffer.alloc(0);
  #waiting = []; // whom the next answers are for

  async connect() {
    this.#socket = net.connect({ host, port: Number(port), noDelay: true });
    await new Promise((resolve, reject) => this.#socket.once('connect', resolve).once('error', reject));
    this.#socket.on('data', (piece) => {
      this.#data = this.#data.length === 0 ? piece : Buffer.concat([this.#data, piece]);
      this.#parse();
    });
    this.#socket.on('error', () => process.exit(1)).on('close', () => process.exit(1));
  }

  hold(yes) {
    if (yes) this.#socket.ref();
    else this.#socket.unref();
  }

  head(method, what, fields) {
    let head = `${method} /2018-06-01/runtime/${what} HTTP/1.1\r\nHost: ${host}:${port}\r\n`;
    for (const [name, value] of Object.entries(fields)) head += `${name}: ${String(value).replace(/[\r\n]+/g, ' ')}\r\n`;
    return `${head}\r\n`;
  }

  call(method, what, body = '', fields = {}) {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    const head = Buffer.from(this.head(method, what, { ...fields, 'Content-Length': bytes.length }), 'latin1');
    this.#socket.write(bytes.length === 0 ? head : Buffer.concat([head, bytes]));
    return this.answer();
  }

  write(bytes, done) {
    return this.#socket.write(bytes, done);
  }

  answer() {
    this.hold(true);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#parse();
    });
  }

  // What is written until the work at hand is done leaves in one piece.
  gather() {
    this.#socket.cork();
    process.nextTick(() => this.#socket.uncork());
  }

  #parse() {
    if (this.#waiting.length === 0) return;
    const end = this.#data.indexOf('\r\n\r\n');
    if (end < 0) return;
    const lines = this.#data.subarray(0, end).toString().split('\r\n');
    const fields = {};
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(':');
      fields[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const length = Number(fields['content-length'] ?? 0);
    if (this.#data.length < end + 4 + length) return;
    const body = this.#data.subarray(end + 4, end + 4 + length);
    this.#data = this.#data.subarray(end + 4 + length);
    this.#waiting.shift()({ status: Number(lines[0].split(' ')[1]), fields, body });
    this.#parse();
  }
}

const api = new Api();

// What is an error, whoever's class it is.
const isError = (thrown) => thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';

function payloadOf(thrown) {
  if (isError(thrown)) {
    return {
      errorType: String(thrown.name ?? 'Error'),
      errorMessage: String(thrown.message ?? ''),
      trace: String(thrown.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

function logged(thrown) {
  const made = payloadOf(thrown);
  const { trace, ...rest } = made;
  const own = isError(thrown) ? Object.fromEntries(Object.entries(thrown).filter(([name]) => !(name in rest))) : {};
  try {
    return JSON.stringify({ ...rest, ...own, stack: trace });
  } catch {
    return JSON.stringify({ ...rest, stack: trace });
  }
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const least = Math.max(levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? ''), 0);

function write(level, message, parts) {
  if (levels.indexOf(level) < least) return;
  const time = new Date().toISOString();
  if (!jsonLogs) {
    process.stdout.write(`${time}\t${current}\t${level}\t${message.replace(/\n/g, '\r')}\n`);
    return;
  }
  const line = { timestamp: time, level, requestId: current };
  const alone = parts.length === 1 && typeof parts[0] === 'object' && parts[0] !== null && !isError(parts[0]);
  const error = parts.find(isError);
  line.message = alone ? parts[0] : error !== undefined && parts.length === 1 ? undefined : message;
  if (error !== undefined) {
    const { errorType, errorMessage, trace } = payloadOf(error);
    if (line.message === undefined) line.message = { errorType, errorMessage, stackTrace: trace };
    else Object.assign(line, { errorType, errorMessage, stackTrace: trace });
  }
  let text;
  try {
    text = JSON.stringify(line);
  } catch {
    text = JSON.stringify({ ...line, message });
  }
  process.stdout.write(`${text}\n`);
}

for (const [name, level] of [['log', 'INFO'], ['info', 'INFO'], ['debug', 'DEBUG'], ['trace', 'TRACE'],
  ['warn', 'WARN'], ['error', 'ERROR']]) {
  console[name] = (...parts) => write(level, format(...parts), parts);
}
console.fatal = (...parts) => write('FATAL', format(...parts), parts);

function logError(what, thrown) {
  if (jsonLogs) write('ERROR', `${what}`, [isError(thrown) ? thrown : String(thrown)]);
  else write('ERROR', `${what} \t${logged(thrown)}`, []);
}

// Handlers that stream their answer.
globalThis.awslambda = {
  streamifyResponse(handler, options) {
    handler[streaming] = options?.highWaterMark ?? true;
    return handler;
  },
  HttpResponseStream: {
    from(stream, prelude) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.write(`${JSON.stringify(prelude)}${'\0'.repeat(8)}`);
      return stream;
    },
  },
};

class ResponseStream extends Writable {
  #id;
  #type = 'application/octet-stream';
  #begun = false;
  #over = false;

  constructor(id) {
    super({ highWaterMark: 64 * 1024 });
    this.#id = id;
  }

  get begun() {
    return this.#begun;
  }

  get over() {
    return this.#over;
  }

  setContentType(type) {
    this.#type = type;
  }

  #begin() {
    if (this.#begun) return;
    this.#begun = true;
    api.write(api.head('POST', `invocation/${this.#id}/response`, {
      'Content-Type': this.#type,
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    }));
  }

  _write(piece, encoding, done) {
    this.#begin();
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece, encoding);
    if (bytes.length === 0 || this.#over) return done();
    api.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]), done);
  }

  _final(done) {
    this.#begin();
    this.#over = true;
    api.write('0\r\n\r\n', done);
  }

  // The answer has begun, so that its end has to say that it is none.
  break(thrown) {
    this.#over = true;
    const made = payloadOf(thrown);
    const body = Buffer.from(JSON.stringify(made)).toString('base64');
    api.write(`0\r\nLambda-Runtime-Function-Error-Type: ${made.errorType}\r\n`
      + `Lambda-Runtime-Function-Error-Body: ${body}\r\n\r\n`);
  }
}

class Named extends Error {
  constructor(name, message, cause) {
    super(message);
    this.name = name;
    if (cause?.stack) this.stack = `${name}: ${message}\n${String(cause.stack).split('\n').slice(1).join('\n')}`;
  }
}

function findModule(root, name) {
  for (const ending of ['', '.js', '.mjs', '.cjs']) {
    const file = path.resolve(root, name + ending);
    if (fs.existsSync(file) && fs.statSync(file).isFile()) return file;
  }
  try {
    return createRequire(path.join(root, 'index.js')).resolve(name);
  } catch {
    throw new Named('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(name)}'\nRequire stack:\n`
      + `- ${env.LAMBDA_RUNTIME_DIR}/index.mjs`);
  }
}

// `import` finds packages in the folders of NODE_PATH, too, as in AWS's runtimes: what AWS's SDK is found by. Older versions
// of Node.js load this file again for that, in a thread of its own.
function* wheres(specifier, context) {
  for (const folder of (env.NODE_PATH ?? '').split(':')) {
    const parentURL = pathToFileURL(path.join(path.dirname(folder), 'index.mjs')).href;
    if (path.basename(folder) === 'node_modules') yield () => [specifier, { ...context, parentURL }];
  }
  // A folder of another name has packages for CommonJS alone.
  yield () => [pathToFileURL(createRequire('/').resolve(specifier)).href, context];
}

const isMissingPackage = (specifier, thrown) => thrown?.code === 'ERR_MODULE_NOT_FOUND'
  && !/^([./#]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(specifier);

function resolveSync(specifier, context, next) {
  try {
    return next(specifier, context);
  } catch (missing) {
    if (!isMissingPackage(specifier, missing)) throw missing;
    for (const where of wheres(specifier, context)) {
      try {
        return next(...where());
      } catch {}
    }
    throw missing;
  }
}

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (missing) {
    if (!isMissingPackage(specifier, missing)) throw missing;
    for (const where of wheres(specifier, context)) {
      try {
        return await next(...where());
      } catch {}
    }
    throw missing;
  }
}

// Whether a file, or what it loads, may use `import`: it is an ES module, or a CommonJS one that says so.
function mayImport(file) {
  if (file.endsWith('.mjs')) return true;
  if (/\bimport\s*\(/.test(fs.readFileSync(file, 'utf8'))) return true;
  if (file.endsWith('.cjs')) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      try {
        return JSON.parse(fs.readFileSync(manifest, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
}

function importByNodePath(file) {
  if (!env.NODE_PATH || !mayImport(file)) return;
  if (module.registerHooks) module.registerHooks({ resolve: resolveSync });
  else module.register?.(import.meta.url);
}

async function loadHandler() {
  const full = env._HANDLER;
  if (full.includes('..')) {
    throw new Named('Runtime.MalformedHandlerName', `'${full}' is not a valid handler name. Use absolute paths when `
      + 'specifying root directories in handler names.');
  }
  const base = path.basename(full);
  const dot = base.indexOf('.');
  if (dot < 0) throw new Named('Runtime.MalformedHandlerName', 'Bad handler');
  const name = full.slice(0, full.length - base.length) + base.slice(0, dot);
  const inside = base.slice(dot + 1).split('.');
  const file = findModule(env.LAMBDA_TASK_ROOT, name);
  importByNodePath(file);
  let loaded;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new Named('Runtime.UserCodeSyntaxError', `SyntaxError: ${thrown.message}`, thrown);
    if (thrown?.code === 'MODULE_NOT_FOUND') throw new Named('Runtime.ImportModuleError', `Error: ${thrown.message}`, thrown);
    throw thrown;
  }
  const walk = (from) => inside.reduce((value, key) => value?.[key], from);
  const handler = walk(loaded) ?? walk(loaded.default);
  if (handler === undefined || handler === null) {
    throw new Named('Runtime.HandlerNotFound', `${full} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw new Named('Runtime.HandlerNotFound', `${full} is not a function`);
  if (!callbacks && handler[streaming] === undefined && handler.length >= 3) {
    throw new Named('Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. '
      + 'You need to modify this function to use a supported handler signature.');
  }
  return handler;
}

function contextOf(fields) {
  const deadline = Number(fields['lambda-runtime-deadline-ms'] ?? 0);
  const parsed = (name) => (fields[name] ? JSON.parse(fields[name]) : undefined);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed('lambda-runtime-client-context'),
    identity: parsed('lambda-runtime-cognito-identity'),
    invokedFunctionArn: fields['lambda-runtime-invoked-function-arn'],
    awsRequestId: fields['lambda-runtime-aws-request-id'],
    tenantId: fields['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

// What to do when nothing is left that could happen.
let whenIdle;
process.on('beforeExit', () => {
  const then = whenIdle;
  whenIdle = undefined;
  then?.();
});

// A handler's result, whichever way it gives it.
function resultOf(handler, event, context) {
  return new Promise((resolve, reject) => {
    const end = (act) => {
      if (context.callbackWaitsForEmptyEventLoop) whenIdle = act;
      else setImmediate(act);
    };
    const callback = (thrown, result) => {
      if (thrown !== undefined && thrown !== null) end(() => reject(thrown));
      else end(() => resolve(result));
    };
    if (callbacks) {
      const now = (act) => {
        context.callbackWaitsForEmptyEventLoop = false;
        act();
      };
      context.done = (thrown, result) => now(() => callback(thrown, result));
      context.succeed = (result) => now(() => callback(null, result));
      context.fail = (thrown) => now(() => callback(thrown ?? new Error('handled')));
      whenIdle = () => resolve(null); // it returned nothing, and waits for nothing
    }
    let returned;
    try {
      returned = callbacks ? handler(event, context, callback) : handler(event, context);
    } catch (thrown) {
      reject(thrown);
      return;
    }
    if (typeof returned?.then === 'function') {
      whenIdle = undefined;
      returned.then(resolve, reject);
    } else if (!callbacks) {
      resolve(returned);
    }
  });
}

// A custom resource answers to an address that at AWS is https at its usual port, so that many handlers take no more of it than
// host and path. What they send there goes to the address as it was given.
let answersTo;
function leadAnswers(address) {
  if (!URL.canParse?.(address)) return;
  const first = answersTo === undefined;
  answersTo = new URL(address);
  if (!first) return;
  const builtin = createRequire(import.meta.url);
  const http = builtin('node:http');
  const https = builtin('node:https');
  const asUsual = https.request;
  https.request = (options, ...rest) => {
    const isAnswer = typeof options === 'object' && (options.hostname ?? options.host) === answersTo.hostname
      && Number(options.port ?? 443) === 443 && String(options.path).startsWith(`${answersTo.pathname}?`);
    if (!isAnswer) return asUsual(options, ...rest);
    const there = { ...options, protocol: answersTo.protocol, port: answersTo.port };
    return answersTo.protocol === 'https:' ? asUsual(there, ...rest) : http.request(there, ...rest);
  };
  module.syncBuiltinESMExports();
}

function stringified(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw new Named('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
}

async function fail(thrown) {
  if (streamed?.begun) {
    if (!streamed.over) streamed.break(thrown);
    await api.answer();
    return;
  }
  const made = payloadOf(thrown);
  await api.call('POST', `invocation/${current}/error`, JSON.stringify(made), {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': made.errorType,
  });
}

async function serve(handler) {
  for (;;) {
    const { status, fields, body } = await api.call('GET', 'invocation/next');
    if (status !== 200) process.exit(1);
    current = fields['lambda-runtime-aws-request-id'];
    if (fields['lambda-runtime-trace-id']) env._X_AMZN_TRACE_ID = fields['lambda-runtime-trace-id'];
    api.hold(false);
    streamed = undefined;
    try {
      const event = JSON.parse(body.toString());
      const context = contextOf(fields);
      if (typeof event?.ResponseURL === 'string') leadAnswers(event.ResponseURL);
      if (handler[streaming] !== undefined) {
        const stream = new ResponseStream(current);
        streamed = stream;
        const finished = new Promise((resolve, reject) => stream.once('finish', resolve).once('error', reject));
        await handler(event, stream, context);
        if (!stream.writableEnded) stream.end();
        await finished;
        await api.answer();
      } else {
        const text = stringified(await resultOf(handler, event, context));
        whenIdle = undefined;
        api.gather(); // with what asks for the next invocation
        void api.call('POST', `invocation/${current}/response`, text, { 'Content-Type': 'application/json' });
      }
    } catch (thrown) {
      whenIdle = undefined;
      logError('Invoke Error', thrown);
      await fail(thrown);
    }
  }
}

async function die(name, thrown, status) {
  if (current === undefined) {
    logError('Uncaught Exception', thrown);
    const made = payloadOf(thrown);
    await api.call('POST', 'init/error', JSON.stringify(made), {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Function-Error-Type': made.errorType,
    });
    process.exit(1);
  }
  logError(name, thrown);
  await fail(thrown);
  process.exit(status);
}

async function main() {
  await api.connect();
  api.hold(false);
  let handler;
  try {
    handler = await loadHandler();
  } catch (thrown) {
    await die('Uncaught Exception', thrown, 1);
  }
  await serve(handler);
}

if (isMainThread) {
  process.on('uncaughtException', (thrown) => void die('Uncaught Exception', thrown, 129));
  process.on('unhandledRejection', (reason) => {
    const text = isError(reason) ? `${reason.name}: ${reason.message}` : inspect(reason);
    void die('Unhandled Promise Rejection', new Named('Runtime.UnhandledPromiseRejection', text, reason), 128);
  });
  void main();
}
