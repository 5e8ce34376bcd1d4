import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/provision/browser.ts';
import { buildWeb } from '../../scripts/provision/web.ts';
import { codeOf, givePassword } from '../access/browser.ts';
import { insertAccount, insertGrant } from '../access/support.ts';
import { visit } from '../support/pages.ts';
import { testSite, type TestSite } from '../support/site.ts';

const PASSWORD = 'a sentence that only I know';
let site: TestSite;
let browser: Browser;
let zhang: string;

beforeAll(async () => {
  await buildWeb();
  site = await testSite({ demo: true, web: true, settings: { DEMO: 'off', NODE_ENV: 'development' } });
  browser = await launchBrowser();
  zhang = await insertAccount(site.db.pool, 'zhang');
  await insertGrant(site.db.pool, zhang, 'planner', '220102000000');
  await insertGrant(site.db.pool, zhang, 'commander', '220104000000');
  await givePassword(site.db.pool, zhang, PASSWORD);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Moves on by keyboard until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 30; i++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by keyboard`);
}

const at = (path: string) => (url: URL) => url.pathname === path;

async function signIn(page: Page): Promise<void> {
  await page.locator('#name').fill('zhang');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

describe('signing in', () => {
  test('by keyboard alone, and on to the page that was wanted', async () => {
    const { page, complaints, close } = await visit(browser, site, '/account');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await tabTo(page, '#name');
    await page.keyboard.type('zhang');
    await tabTo(page, 'input[name=password]');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.locator('#name').inputValue()).toBe('zhang');
    await tabTo(page, 'input[name=password]');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(at('/account'));
    expect(await page.getByRole('heading', { name: '这个账号可以做什么' }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test('without script, with what password managers look for', async () => {
    const { page, close } = await visit(browser, site, '/sign-in?next=/account', { javaScriptEnabled: false });
    expect(await page.locator('#name').getAttribute('autocomplete')).toBe('username');
    expect(await page.locator('input[name=password]').getAttribute('autocomplete')).toBe('current-password');
    await signIn(page);
    await page.waitForURL(at('/account'));
    expect(await page.getByText('当前身份').count()).toBe(1);
    await close();
  });

  test('at 200 % zoom nothing is cut off or needs scrolling sideways', async () => {
    for (const path of ['/sign-in', '/sign-in/code']) {
      const { page, close } = await visit(browser, site, path, { viewport: { width: 640, height: 400 } });
      const { inner, outer } = await page
        .locator('main')
        .evaluate((main) => ({ inner: main.scrollWidth, outer: main.clientWidth }));
      expect(inner).toBeLessThanOrEqual(outer);
      await close();
    }
  });

  test('no page of those who signed in is shown to others', async () => {
    const { page, close } = await visit(browser, site, '/command');
    expect(page.url()).toContain('/sign-in?next=%2Fcommand');
    await close();
  });
});

test('an account with two roles switches between them, and sees what the other sees', async () => {
  const { page, close } = await visit(browser, site, '/sign-in?next=/account');
  await signIn(page);
  await page.waitForURL(at('/account'));
  await page.getByRole('button', { name: '账号' }).click();
  await page.getByRole('button', { name: '规划 南关区' }).click();
  await expect.poll(() => page.locator('header .who').innerText()).toContain('规划 南关区');
  await close();
});

test('a sign-in that ends leaves a half-written form as it is, and asks to sign in again over it', async () => {
  const { page, close } = await visit(browser, site, '/sign-in?next=/account');
  await signIn(page);
  await page.waitForURL(at('/account'));
  const written = page.locator('input[name=next]');
  await written.fill('half of what I wanted to write');
  await page.waitForTimeout(1500);
  await site.db.pool.query('DELETE FROM access.sessions WHERE account_id = $1', [zhang]);
  // The stream ends with its session, and the page finds out by itself.
  const dialog = page.getByRole('dialog');
  await dialog.waitFor({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(true);
  await dialog.locator('input[name=name]').fill('zhang');
  await dialog.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(await written.inputValue()).toBe('half of what I wanted to write');
  expect((await page.request.get(`${site.server.url}/api/account`)).status()).toBe(200);
  await close();
});

test('signing out wipes what the browser kept', async () => {
  const { page, close } = await visit(browser, site, '/sign-in?next=/account');
  await signIn(page);
  await page.waitForURL(at('/account'));
  await page.evaluate(async () => {
    await (await caches.open('kept')).put('/a', new Response('a'));
    sessionStorage.setItem('gezhi.draft someone form', '["secret"]');
    await new Promise((done) => (indexedDB.open('kept').onsuccess = done));
  });
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL(at('/sign-in'));
  const kept = () =>
    page.evaluate(async () => [
      ...(await caches.keys()),
      ...Object.keys(sessionStorage).filter((key) => key.startsWith('gezhi.draft')),
      ...(await indexedDB.databases()).map(({ name }) => name)
    ]);
  await expect.poll(kept).toEqual([]);
  await page.goto(`${site.server.url}/account`);
  expect(page.url()).toContain('/sign-in');
  await close();
});

test('an administrator’s first sign-in leads through a password of their own and a second factor to their work', async () => {
  const id = await insertAccount(site.db.pool, 'auditor');
  await insertGrant(site.db.pool, id, 'audit_admin');
  await givePassword(site.db.pool, id, 'ab2d-ef3h-jk4m-np5q');
  await site.db.pool.query('UPDATE access.accounts SET must_change_password = true WHERE id = $1', [id]);
  const { page, complaints, close } = await visit(browser, site, '/sign-in');
  await page.locator('#name').fill('auditor');
  await page.locator('input[name=password]').fill('ab2d-ef3h-jk4m-np5q');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '请先设置自己的密码' }).waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.locator('input[name=current]').fill('ab2d-ef3h-jk4m-np5q');
  await page.locator('input[name=next]').fill('quite another sentence of mine');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '请先设置两步验证' }).waitFor();
  await page.locator('input[name=password]').fill('quite another sentence of mine');
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: '两步验证的二维码' }).waitFor();
  expect(await page.locator('main ul code').count()).toBe(10);
  const secret = (await page.locator('main p code').innerText()).replaceAll(' ', '');
  await page.locator('input[name=code]').fill(codeOf(`otpauth://totp/x?secret=${secret}`));
  await page.keyboard.press('Enter');
  await page.getByText('可以开始工作了').waitFor();
  expect(await page.locator('header .who').innerText()).toContain('审计管理员');
  expect(complaints).toEqual([]);
  await close();
});
