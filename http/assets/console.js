// Comfort on top of pages that work without it. Nothing is decided here.
'use strict';

// A page that was read for another plan cannot be signed any more: its buttons say so, and nothing moves.
// The part that is read again carries data-locks="why" when that is so; the form itself is never replaced.
function lockForms(part) {
  const locking = part.querySelector('[data-locks]');
  if (!locking) return;
  for (const set of document.querySelectorAll('fieldset[data-lockable]')) {
    set.form.dataset.locked = 'true';
    // A button that is switched off under a hand would throw the focus to the top of the page.
    if (set.contains(document.activeElement))
      for (const button of set.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
    else set.disabled = true;
  }
  say(locking.dataset.locks);
}
function say(text) {
  const said = document.getElementById('said');
  if (said && said.textContent !== text) said.textContent = text;
}
document.addEventListener('htmx:afterSwap', (event) => lockForms(event.detail.elt));
document.addEventListener('htmx:responseError', ({ detail: { xhr } }) => {
  if (xhr.status === 401) say('You are no longer signed in. Copy what you wrote, and open the page again.');
});

// One tap is one decision: a form that is on its way is not sent again.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.locked || form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'true';
});
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// "All" above a list of boxes.
document.addEventListener('change', (event) => {
  const { checkAll } = event.target.dataset;
  if (!checkAll) return;
  for (const box of document.querySelectorAll(`input[name="${checkAll}"]:not(:disabled)`))
    box.checked = event.target.checked;
});
