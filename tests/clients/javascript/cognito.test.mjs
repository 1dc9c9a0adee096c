// amazon-cognito-identity-js and aws-jwt-verify, unmodified: what cognito_javascript_test.py starts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import identity from 'amazon-cognito-identity-js';
import { CognitoJwtVerifier } from 'aws-jwt-verify';

const { AuthenticationDetails, CognitoRefreshToken, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;
const base = process.env.WINDTUNNEL;
const { pool: UserPoolId, app: ClientId, devices } = JSON.parse(process.env.COGNITO);
const users = new CognitoUserPool({ UserPoolId, ClientId, endpoint: base });
const password = 'Secret-123';

const person = (name) => new CognitoUser({ Username: name, Pool: users });
const called = (work) => new Promise((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value))));
const signIn = (name, word, more = {}) => new Promise((resolve, reject) => {
  const user = person(name);
  user.authenticateUser(new AuthenticationDetails({ Username: name, Password: word }), {
    onSuccess: (session) => resolve({ user, session }), onFailure: reject,
    newPasswordRequired: () => user.completeNewPasswordChallenge(more.newPassword, {}, {
      onSuccess: (session) => resolve({ user, session }), onFailure: reject }),
  });
});
const lastCode = async (to) => {
  const { messages } = await (await fetch(`${base}/_windtunnel/outbox?to=${to}`)).json();
  return messages.at(-1).code;
};

test('somebody signs up, confirms, signs in by SRP, refreshes and signs out', async () => {
  const mail = new CognitoUserAttribute({ Name: 'email', Value: 'ann@example.com' });
  const made = await called((done) => users.signUp('ann', password, [mail], [], done));
  assert.equal(made.userConfirmed, false);
  await assert.rejects(signIn('ann', password), { code: 'UserNotConfirmedException' });
  await assert.rejects(called((done) => person('ann').confirmRegistration('000', false, done)), { code: 'CodeMismatchException' });
  await called(async (done) => person('ann').confirmRegistration(await lastCode('ann@example.com'), false, done));
  await assert.rejects(signIn('ann', `${password}?`), { code: 'NotAuthorizedException' });
  const { user, session } = await signIn('ann', password);
  const refreshed = await called((done) => user.refreshSession(new CognitoRefreshToken({ RefreshToken: session.getRefreshToken().getToken() }), done));
  assert.notEqual(refreshed.getIdToken().getJwtToken(), session.getIdToken().getJwtToken());
  const attributes = await called((done) => user.getUserAttributes(done));
  assert.equal(attributes.find((each) => each.Name === 'email_verified').Value, 'true');
  await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
});

test('tokens are good for aws-jwt-verify, and only as what they are', async () => {
  const { session } = await signIn('ann', password);
  const keys = await (await fetch(`${base}/${UserPoolId}/.well-known/jwks.json`)).json();
  const verifier = (tokenUse, clientId = ClientId) => {
    const made = CognitoJwtVerifier.create({ userPoolId: UserPoolId, tokenUse, clientId });
    made.cacheJwks(keys);
    return made;
  };
  assert.equal((await verifier('id').verify(session.getIdToken().getJwtToken()))['cognito:username'], 'ann');
  assert.equal((await verifier('access').verify(session.getAccessToken().getJwtToken())).username, 'ann');
  await assert.rejects(verifier('access').verify(session.getIdToken().getJwtToken()));
  await assert.rejects(verifier('id', 'another').verify(session.getIdToken().getJwtToken()));
  await assert.rejects(verifier('id').verify(`${session.getIdToken().getJwtToken().slice(0, -4)}AAAA`));
});

test('a temporary password is changed at the first sign-in', async () => {
  const { session } = await signIn('temporary', 'First-123', { newPassword: 'Second-123' });
  assert.ok(session.isValid());
  await assert.rejects(signIn('temporary', 'First-123'), { code: 'NotAuthorizedException' });
});

test('a forgotten password is set by a code', async () => {
  const user = person('ann');
  await new Promise((resolve, reject) => user.forgotPassword({ inputVerificationCode: resolve, onFailure: reject, onSuccess: resolve }));
  const code = await lastCode('ann@example.com');
  await new Promise((onSuccess, onFailure) => user.confirmPassword(code, 'Third-1234', { onSuccess, onFailure }));
  assert.ok((await signIn('ann', 'Third-1234')).session.isValid());
});

test('a device that is known is asked for its secret, and another secret is refused', async () => {
  const kept = new Map();
  const Storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key), clear: () => kept.clear() };
  const Pool = new CognitoUserPool({ UserPoolId: devices.pool, ClientId: devices.app, endpoint: base, Storage });
  const enter = () => new Promise((resolve, reject) => {
    const user = new CognitoUser({ Username: 'dan', Pool, Storage });
    user.authenticateUser(new AuthenticationDetails({ Username: 'dan', Password: password }), {
      onSuccess: (session, confirm) => resolve({ user, session, confirm }), onFailure: reject });
  });
  const first = await enter();
  assert.equal(first.confirm, true); // whether the device is remembered is the person's to say
  const prefix = `CognitoIdentityServiceProvider.${devices.app}.dan`;
  const key = kept.get(`${prefix}.deviceKey`);
  assert.ok(key);
  await new Promise((onSuccess, onFailure) => first.user.setDeviceStatusRemembered({ onSuccess, onFailure }));
  const list = await new Promise((onSuccess, onFailure) => first.user.listDevices(10, null, { onSuccess, onFailure }));
  assert.deepEqual(list.Devices.map((each) => each.DeviceKey), [key]);
  const again = await enter();
  assert.equal(kept.get(`${prefix}.deviceKey`), key); // the same, not a new one
  assert.equal(again.session.getAccessToken().payload.device_key, key);
  const secret = kept.get(`${prefix}.randomPasswordKey`);
  kept.set(`${prefix}.randomPasswordKey`, `${secret.slice(0, -4)}AAA=`);
  await assert.rejects(enter(), { code: 'NotAuthorizedException' });
});
