// The to-do service for Node.js. Signs its own requests for S3, so that nothing has to be brought along.
import { createHash, createHmac, randomUUID } from 'node:crypto';

const VERSION = 'v1';
const env = process.env;
const digest = (text) => createHash('sha256').update(text).digest('hex');
const mac = (key, text) => createHmac('sha256', key).update(text).digest();

async function s3(method, key = '', body = '', query = '') {
  const url = new URL(`/${env.BUCKET}/${key}`, env.AWS_ENDPOINT_URL);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const fields = {
    host: url.host,
    'x-amz-content-sha256': digest(body),
    'x-amz-date': date,
    'x-amz-security-token': env.AWS_SESSION_TOKEN,
  };
  const names = Object.keys(fields).join(';');
  const lines = Object.entries(fields).map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = [method, url.pathname, query, lines, names, fields['x-amz-content-sha256']].join('\n');
  const scope = [date.slice(0, 8), env.AWS_REGION, 's3', 'aws4_request'];
  const signing = scope.reduce(mac, `AWS4${env.AWS_SECRET_ACCESS_KEY}`);
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), digest(canonical)].join('\n');
  fields.authorization = `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope.join('/')}, SignedHeaders=${names}, `
    + `Signature=${mac(signing, text).toString('hex')}`;
  delete fields.host; // fetch's own
  url.search = query;
  const found = await fetch(url, { method, headers: fields, body: method === 'PUT' ? body : undefined });
  if (!found.ok && found.status !== 404) throw new Error(`S3 answers ${found.status}: ${await found.text()}`);
  return found.status === 404 ? undefined : found.text();
}

const answer = (statusCode, body) => ({ statusCode, headers: { 'x-todo': VERSION }, body });

export const handler = async (event) => {
  const id = event.pathParameters?.id;
  if (event.httpMethod === 'POST' && id === undefined) {
    const made = JSON.stringify({ id: randomUUID(), title: JSON.parse(event.body).title });
    await s3('PUT', `items/${JSON.parse(made).id}`, made);
    return answer(201, made);
  }
  if (event.httpMethod === 'GET' && id === undefined) {
    const keys = [...(await s3('GET', '', '', 'list-type=2&prefix=items%2F')).matchAll(/<Key>(.*?)<\/Key>/g)];
    return answer(200, `[${(await Promise.all(keys.map((found) => s3('GET', found[1])))).join()}]`);
  }
  if (event.httpMethod === 'DELETE' && id !== undefined) {
    await s3('DELETE', `items/${id}`);
    return answer(200, '{}');
  }
  const found = event.httpMethod === 'GET' ? await s3('GET', `items/${id}`) : undefined;
  return found === undefined ? answer(404, JSON.stringify({ message: `no item ${id}` })) : answer(200, found);
};
