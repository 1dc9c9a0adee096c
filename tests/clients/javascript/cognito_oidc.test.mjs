// openid-client and AWS Amplify, unmodified: what cognito_oidc_test.py starts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oidc from 'openid-client';
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';

const base = process.env.WINDTUNNEL;
const { pool, app, secret, amplify } = JSON.parse(process.env.COGNITO);
const callback = 'http://localhost:3000/done';

/** As openid-client finds a pool: its keys and endpoints at the local address, under the issuer that its tokens name. */
const discovered = async () => {
  const metadata = await (await fetch(`${base}/${pool}/.well-known/openid-configuration`)).json();
  const client = new oidc.Configuration(metadata, app, secret);
  oidc.allowInsecureRequests(client);
  return client;
};

/** A browser that fills in the form; where it is sent. */
const signIn = async (url) => {
  const jar = new Map();
  const go = async (to, form) => {
    const answer = await fetch(to, { redirect: 'manual', method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form),
      headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const cookie of answer.headers.getSetCookie()) jar.set(...cookie.split(';')[0].split('='));
    return answer;
  };
  const page = new URL((await go(url)).headers.get('location'), url);
  const csrf = (await (await go(page)).text()).match(/name="_csrf" value="([^"]+)"/)[1];
  return new URL((await go(page, { username: 'ann', password: 'Secret-123', _csrf: csrf })).headers.get('location'));
};

test('openid-client signs in with a code, PKCE, state and nonce', async () => {
  const client = await discovered();
  const verifier = oidc.randomPKCECodeVerifier();
  const checks = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), pkceCodeVerifier: verifier, idTokenExpected: true };
  const url = oidc.buildAuthorizationUrl(client, { redirect_uri: callback, scope: 'openid email', state: checks.expectedState,
    nonce: checks.expectedNonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  const back = await signIn(url);
  const tokens = await oidc.authorizationCodeGrant(client, back, checks);
  assert.equal(tokens.claims()['cognito:username'], 'ann');
  assert.equal((await oidc.fetchUserInfo(client, tokens.access_token, tokens.claims().sub)).email, 'ann@example.com');
  const again = await oidc.refreshTokenGrant(client, tokens.refresh_token);
  assert.equal(again.claims().sub, tokens.claims().sub);
  await assert.rejects(oidc.authorizationCodeGrant(client, back, checks), { error: 'invalid_grant' });  // a code is good once
  await oidc.tokenRevocation(client, tokens.refresh_token);
  await assert.rejects(oidc.refreshTokenGrant(client, tokens.refresh_token), { error: 'invalid_grant' });
});

test('openid-client refuses an answer to another question', async () => {
  const client = await discovered();
  const url = oidc.buildAuthorizationUrl(client, { redirect_uri: callback, scope: 'openid', state: 'mine', nonce: 'mine' });
  const back = await signIn(url);
  await assert.rejects(oidc.authorizationCodeGrant(client, back, { expectedState: 'another', expectedNonce: 'mine' }));
  await assert.rejects(oidc.authorizationCodeGrant(client, back, { expectedState: 'mine', expectedNonce: 'another', idTokenExpected: true }));
});

test('Amplify signs up, signs in by SRP, refreshes, and signs out', async () => {
  Amplify.configure({ Auth: { Cognito: { userPoolId: pool, userPoolClientId: amplify, userPoolEndpoint: base } } });
  const lastCode = async (to) => (await (await fetch(`${base}/_windtunnel/outbox?to=${to}`)).json()).messages.at(-1).code;
  const made = await auth.signUp({ username: 'bob', password: 'Secret-123', options: { userAttributes: { email: 'bob@example.com' } } });
  assert.equal(made.nextStep.signUpStep, 'CONFIRM_SIGN_UP');
  await assert.rejects(auth.confirmSignUp({ username: 'bob', confirmationCode: '000000' }), { name: 'CodeMismatchException' });
  await auth.confirmSignUp({ username: 'bob', confirmationCode: await lastCode('bob@example.com') });
  await assert.rejects(auth.signIn({ username: 'bob', password: 'Wrong-1234' }), { name: 'NotAuthorizedException' });
  assert.equal((await auth.signIn({ username: 'bob', password: 'Secret-123' })).isSignedIn, true);
  const first = await auth.fetchAuthSession();
  assert.equal(first.tokens.accessToken.payload.username, 'bob');
  assert.equal((await auth.fetchUserAttributes()).email_verified, 'true');
  const second = await auth.fetchAuthSession({ forceRefresh: true });
  assert.notEqual(second.tokens.accessToken.toString(), first.tokens.accessToken.toString());
  await auth.updatePassword({ oldPassword: 'Secret-123', newPassword: 'Secret-456' });
  await auth.signOut({ global: true });
  await assert.rejects(auth.getCurrentUser());
  await assert.rejects(auth.signIn({ username: 'bob', password: 'Secret-123' }), { name: 'NotAuthorizedException' });
  await auth.signIn({ username: 'bob', password: 'Secret-456' });
  await auth.signOut();
});
