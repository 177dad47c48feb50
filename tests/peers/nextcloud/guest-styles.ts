// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Style sheet of the pages that need no script: sign-in, errors, public links. The themes bring the colours. */
export const guestStyles = `
* { box-sizing: border-box; }
html { height: 100%; background: linear-gradient(40deg, #00679e, #1b3a5c); }
body { margin: 0; min-height: 100%; display: flex; flex-direction: column; font: 15px/1.5 var(--font-face); color: var(--color-main-text); }
a { color: inherit; }
.hidden-visually { position: absolute; left: -10000px; width: 1px; height: 1px; overflow: hidden; }
.wrapper { flex: 1; display: flex; align-items: center; justify-content: center; padding: 16px; }
.v-align { width: 100%; max-width: 340px; }
.logo { height: 64px; margin-bottom: 16px; background: url(../img/logo.svg) center / contain no-repeat; }
.guest-content > div, .guest-box, .body-login-container { padding: 24px; border-radius: var(--border-radius-container-large); background: var(--color-main-background); box-shadow: 0 0 10px var(--color-box-shadow); text-align: center; }
footer.guest-box { margin: 0 auto 16px; padding: 0; background: none; box-shadow: none; color: #fff; }
h2 { margin: 0 0 16px; font-size: 20px; font-weight: 600; }
form { display: grid; gap: 12px; text-align: start; }
label { display: grid; gap: 4px; font-weight: 500; }
label.checkbox { display: flex; align-items: center; gap: 8px; font-weight: 400; }
input:not([type=checkbox]) { width: 100%; height: 34px; padding: 0 12px; font: inherit; color: inherit; background: var(--color-main-background); border: 1px solid var(--color-border-maxcontrast); border-radius: var(--border-radius-element); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--color-main-text); outline-offset: 1px; }
.button.primary, button { display: inline-block; min-height: 34px; padding: 5px 16px; font: inherit; font-weight: 600; text-decoration: none; color: var(--color-primary-element-text); background: var(--color-primary-element); border: 0; border-radius: var(--border-radius-element); cursor: pointer; }
.button.primary:hover, button:hover { background: var(--color-primary-element-hover); }
.login-flow p { margin: 0 0 12px; overflow-wrap: anywhere; }
.login-flow p:last-child { margin: 4px 0 0; }
.note { padding: 8px 12px; border-radius: var(--border-radius-element); color: var(--color-warning-text); background: var(--color-warning); text-align: start; }
.login-flow button { justify-self: center; }
.warning { margin: 0 0 12px; padding: 8px 12px; border-radius: var(--border-radius-element); color: var(--color-error-text); background: var(--color-error); text-align: start; }
#body-public { background: var(--color-main-background); }
#body-public #header { display: flex; align-items: center; height: 50px; padding: 0 12px; color: #fff; background: #00679e; }
#body-public .header-start { display: flex; align-items: center; gap: 12px; }
#body-public .logo { width: 62px; height: 34px; margin: 0; }
#body-public > main { padding: 24px; text-align: center; }
#body-public > main:has(> .content) { padding: 0; text-align: start; }
`
