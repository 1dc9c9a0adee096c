#include "edge/script/prelude.hpp"

namespace wt::edge::script {

namespace {

// Sources: CloudFront Developer Guide, "JavaScript runtime 1.0 features", "JavaScript runtime 2.0 features", "Helper
// methods for key value stores".
constexpr std::string_view text = R"js((function (native, second) {
'use strict';
const { stringify, parse } = JSON;
const { random, now, log, digest, settle } = native;
let origin;  // that the program has chosen, as JSON
const values = native.values;
const encode = encodeURIComponent, decode = decodeURIComponent, squeeze = escape, unfold = unescape;
const code = String.fromCharCode;

// Time: one moment, in UTC.
const Clock = Date;
const moment = now();
function date(...parts) {
  if (!new.target) return new Clock(moment).toString();
  return Reflect.construct(Clock, parts.length === 0 ? [moment] : parts, new.target);
}
Object.defineProperty(date, 'name', { value: 'Date' });
date.prototype = Clock.prototype;
date.now = () => moment;
date.UTC = Clock.UTC;
date.parse = Clock.parse;
for (const part of ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds']) {
  Clock.prototype['get' + part] = Clock.prototype['getUTC' + part];
  if (part !== 'Day') Clock.prototype['set' + part] = Clock.prototype['setUTC' + part];
}
Clock.prototype.getTimezoneOffset = () => 0;
Clock.prototype.toString = Clock.prototype.toLocaleString = Clock.prototype.toUTCString;
Object.defineProperty(Clock.prototype, 'constructor', { value: date, writable: true, configurable: true });
Object.defineProperty(globalThis, 'Date', { value: date, writable: true, configurable: true });
Math.random = random;

// Texts that would not fit the memory of a function.
const most = 2 * 1024 * 1024;
for (const name of ['repeat', 'padStart', 'padEnd']) {
  const made = String.prototype[name];
  Object.defineProperty(String.prototype, name, { writable: true, configurable: true, value: function (size, fill) {
    if (size * (name === 'repeat' ? this.length : 1) > most) throw new RangeError('out of memory');
    return made.call(this, size, fill);
  } });
}

// Most programs ask for none of it, so it is made when the first thing of it is asked for.
const make = () => {
// Bytes are texts of characters below 256 here.
const utf8 = (text) => unfold(encode(text));
const text_of = (bytes) => {
  try { return decode(squeeze(bytes)); } catch (e) {
    return bytes.replace(/[\x80-\xff]+/g, (part) => { try { return decode(squeeze(part)); } catch (e) { return '\ufffd'; } });
  }
};
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const to_base64 = (bytes) => {
  let made = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes.charCodeAt(i) << 16) | ((bytes.charCodeAt(i + 1) || 0) << 8) | (bytes.charCodeAt(i + 2) || 0);
    made += letters[n >> 18] + letters[(n >> 12) & 63] + (i + 1 < bytes.length ? letters[(n >> 6) & 63] : '=') +
      (i + 2 < bytes.length ? letters[n & 63] : '=');
  }
  return made;
};
const from_base64 = (text) => {
  let made = '', held = 0, bits = 0;
  for (const letter of text.replace(/-/g, '+').replace(/_/g, '/')) {
    const at = letters.indexOf(letter);
    if (at < 0) continue;
    held = ((held << 6) | at) & 0xffffff;
    bits += 6;
    if (bits >= 8) { bits -= 8; made += code((held >> bits) & 255); }
  }
  return made;
};
const to_hex = (bytes) => {
  let made = '';
  for (let i = 0; i < bytes.length; ++i) made += (bytes.charCodeAt(i) + 256).toString(16).slice(1);
  return made;
};
const from_hex = (text) => {
  let made = '';
  for (let i = 0; i + 1 < text.length; i += 2) {
    const byte = parseInt(text.slice(i, i + 2), 16);
    if (byte !== byte) break;
    made += code(byte);
  }
  return made;
};
const written = (bytes, encoding) => {
  switch (encoding) {
    case 'hex': return to_hex(bytes);
    case 'base64': return to_base64(bytes);
    case 'base64url': return to_base64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
    case 'latin1': case 'binary': case 'ascii': return bytes;
    case undefined: case 'utf8': case 'utf-8': return text_of(bytes);
  }
  throw new TypeError('Unknown encoding: "' + encoding + '"');
};
const low_bytes = (text) => {
  let made = '';
  for (let i = 0; i < text.length; ++i) made += code(text.charCodeAt(i) & 255);
  return made;
};
const bytes_of_text = (text, encoding) => {
  switch (encoding) {
    case 'hex': return from_hex(text);
    case 'base64': case 'base64url': return from_base64(text);
    case 'latin1': case 'binary': case 'ascii': return low_bytes(text);
    case undefined: case 'utf8': case 'utf-8': return utf8(text);
  }
  throw new TypeError('Unknown encoding: "' + encoding + '"');
};
const bytes_of = (data, encoding) => {
  if (typeof data === 'string') return bytes_of_text(data, encoding);
  if (data instanceof ArrayBuffer) data = new Uint8Array(data);
  if (ArrayBuffer.isView(data)) {
    const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    let made = '';
    for (let i = 0; i < view.length; ++i) made += code(view[i]);
    return made;
  }
  if (Array.isArray(data)) return data.map((byte) => code(byte & 255)).join('');
  throw new TypeError('data is not a string or Buffer-like object');
};

class Buffer extends Uint8Array {
  static from(data, encoding) {
    const bytes = bytes_of(data && data.type === 'Buffer' ? data.data : data, encoding);
    const made = new Buffer(bytes.length);
    for (let i = 0; i < bytes.length; ++i) made[i] = bytes.charCodeAt(i);
    return made;
  }
  static alloc(size, fill, encoding) {
    const made = new Buffer(size);
    return fill === undefined ? made : made.fill(typeof fill === 'string' ? bytes_of(fill, encoding).charCodeAt(0) : fill);
  }
  static allocUnsafe(size) { return new Buffer(size); }
  static byteLength(data, encoding) { return bytes_of(data, encoding).length; }
  static isBuffer(data) { return data instanceof Buffer; }
  static isEncoding(name) {
    return ['hex', 'base64', 'base64url', 'utf8', 'utf-8', 'latin1', 'binary', 'ascii'].includes(name);
  }
  static compare(a, b) { return a.compare(b); }
  static concat(list, size) {
    const whole = Buffer.from(list.map((each) => bytes_of(each)).join(''), 'latin1');
    return size === undefined ? whole : whole.subarray(0, size);
  }
  compare(other) {
    const a = bytes_of(this), b = bytes_of(other);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  equals(other) { return this.compare(other) === 0; }
  slice(from, to) { return this.subarray(from, to); }
  toString(encoding, from, to) { return written(bytes_of(this.subarray(from || 0, to)), encoding); }
  toJSON() { return { type: 'Buffer', data: Array.from(this) }; }
  write(text, at, size, encoding) {
    const bytes = bytes_of(text, encoding), begin = at || 0;
    const count = Math.min(bytes.length, this.length - begin, size === undefined ? bytes.length : size);
    for (let i = 0; i < count; ++i) this[begin + i] = bytes.charCodeAt(i);
    return count;
  }
}
const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
for (const [name, method, size] of [['UInt8', 'Uint8', 1], ['Int8', 'Int8', 1], ['UInt16', 'Uint16', 2], ['Int16', 'Int16', 2],
  ['UInt32', 'Uint32', 4], ['Int32', 'Int32', 4], ['Float', 'Float32', 4], ['Double', 'Float64', 8]]) {
  for (const end of size === 1 ? [''] : ['LE', 'BE']) {
    Buffer.prototype['read' + name + end] = function (at) { return view(this)['get' + method](at || 0, end === 'LE'); };
    Buffer.prototype['write' + name + end] = function (value, at) {
      view(this)['set' + method](at || 0, value, end === 'LE');
      return (at || 0) + size;
    };
  }
}

const told = (bytes, encoding) => encoding !== undefined ? written(bytes, encoding) : second ? Buffer.from(bytes, 'latin1') : bytes;
const hashing = (algorithm, key) => {
  let data = '', done = false;
  const use = () => { if (done) throw new Error('Digest already called'); };
  return {
    update(more, encoding) { use(); data += bytes_of(more, encoding); return this; },
    digest(encoding) { use(); done = true; return told(digest(algorithm, data, key), encoding); },
  };
};
const known = (algorithm) => {
  if (!['md5', 'sha1', 'sha256'].includes(algorithm)) throw new TypeError('not supported algorithm: "' + algorithm + '"');
  return algorithm;
};
const crypto = {
  createHash: (algorithm) => hashing(known(algorithm)),
  createHmac: (algorithm, key) => hashing(known(algorithm), bytes_of(key)),
};

const plus = (text) => { try { return decode(text.replace(/\+/g, ' ')); } catch (e) { return text; } };
const querystring = {
  escape: (text) => encode(text), unescape: plus,
  parse(text, between = '&', equals = '=', options = {}) {
    const made = Object.create(null), read = options.decodeURIComponent || plus;
    const most = options.maxKeys === undefined ? 1000 : options.maxKeys;
    const parts = String(text).split(between);
    for (const part of most > 0 ? parts.slice(0, most) : parts) {
      if (part === '') continue;
      const at = part.indexOf(equals);
      const name = read(at < 0 ? part : part.slice(0, at)), value = at < 0 ? '' : read(part.slice(at + equals.length));
      if (!(name in made)) made[name] = value;
      else if (Array.isArray(made[name])) made[name].push(value);
      else made[name] = [made[name], value];
    }
    return made;
  },
  stringify(object, between = '&', equals = '=', options = {}) {
    const write = options.encodeURIComponent || encode;
    const text = (value) => ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? write(String(value)) : '';
    return Object.entries(object).map(([name, value]) => (Array.isArray(value) ? value : [value])
      .map((each) => write(name) + equals + text(each)).join(between)).filter((part) => part !== '').join(between);
  },
};
querystring.decode = querystring.parse;
querystring.encode = querystring.stringify;

const choose = (choice) => { origin = stringify(choice); };
const cf = {
  updateRequestOrigin(settings) { choose({ settings }); },
  selectRequestOriginById(id, options = {}) { choose({ id: String(id), settings: options.originOverrides || {} }); },
  createRequestOriginGroup(group) { choose({ group }); },
  kvs(id) {
    const about = values('about', '');
    if (about === undefined) throw new Error('The function has no key value store associated with it.');
    const meta = parse(about);
    if (id !== undefined && id !== meta.id) throw new Error('The key value store is not associated with the function: ' + id);
    return {
      async get(key, options = {}) {
        const found = values('get', String(key));
        if (found === undefined) throw new Error('KeyNotFound: ' + key);
        if (options.format === 'json') return parse(found);
        return options.format === 'bytes' ? Buffer.from(found) : found;
      },
      async exists(key) { return values('get', String(key)) !== undefined; },
      async count() { return meta.keyCount; },
      async meta() {
        return { creationDateTime: meta.created, lastUpdatedDateTime: meta.changed, keyCount: meta.keyCount };
      },
    };
  },
};

return {
  modules: Object.assign(Object.create(null), { crypto, querystring }, second ? { buffer: { Buffer }, cloudfront: cf } : {}),
  Buffer,
  atob: (text) => from_base64(String(text)),
  btoa: (text) => to_base64(low_bytes(String(text))),
  TextEncoder: class TextEncoder { encode(text = '') { return new Uint8Array(Buffer.from(String(text))); } },
  TextDecoder: class TextDecoder { decode(data) { return data === undefined ? '' : text_of(bytes_of(data)); } },
  bytes_of, bytes_of_text, utf8, text_of,
};
};
let library;
const made = () => library ??= make();
const set = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
set('require', (name) => {
  const { modules } = made();
  if (!(name in modules)) throw new Error('Cannot find module "' + name + '"');
  return modules[name];
});
if (second) {
  for (const name of ['Buffer', 'atob', 'btoa', 'TextEncoder', 'TextDecoder'])
    Object.defineProperty(globalThis, name, { configurable: true, get: () => made()[name], set: (value) => set(name, value) });
} else {
  String.bytesFrom = (data, encoding) => made().bytes_of(data, encoding);
  const own = (name, value) => Object.defineProperty(String.prototype, name, { value, writable: true, configurable: true });
  own('toBytes', function (from, to) { return made().bytes_of_text(this.slice(from, to), 'latin1'); });
  own('fromBytes', function (from, to) { return this.slice(from, to); });
  own('toUTF8', function (from, to) { return made().utf8(String(this)).slice(from, to); });
  own('fromUTF8', function (from, to) { return made().text_of(this.slice(from, to)); });
}
const shown = (value) => typeof value === 'string' ? value : value instanceof Error ? String(value) :
  typeof value === 'object' && value !== null ? stringify(value) : String(value);
const write = (...parts) => log(parts.map(shown).join(' '));
set('console', { log: write, error: write });

const failed = (error) => settle(false, String(error));
const returned = (value) => {
  try {
    const text = stringify(value);
    settle(true, text === undefined ? 'null' : text, origin);
  } catch (error) { failed(error); }
};
return (handler, event) => {
  if (typeof handler !== 'function') return settle(false, 'ReferenceError: the function has no "handler"');
  try {
    const value = handler(parse(event));
    if (value instanceof Promise) value.then(returned, failed); else returned(value);
  } catch (error) { failed(error); }
};
}))js";

}  // namespace

std::string_view prelude() { return text; }

}  // namespace wt::edge::script
