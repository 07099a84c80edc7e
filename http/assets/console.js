// Comfort on top of pages that work without it. Nothing is decided here.
'use strict';

// A page that was read for another plan cannot be signed any more: its buttons say so, and nothing moves.
// The part that is read again carries data-locks="why" when that is so; the form itself is never replaced.
function lockForms(part) {
  const locking = part.querySelector('[data-locks]');
  if (!locking) return;
  for (const set of document.querySelectorAll('fieldset[data-lockable]')) {
    if (set.disabled) continue;
    set.disabled = true;
    const said = document.getElementById('said');
    if (said) said.textContent = locking.dataset.locks;
  }
}
document.addEventListener('htmx:afterSwap', (event) => lockForms(event.detail.elt));

// One tap is one decision: a form that is on its way is not sent again.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
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
