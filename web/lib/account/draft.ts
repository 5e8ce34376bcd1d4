import type { Attachment } from 'svelte/attachments';
import { draftKey } from '$lib/account/kept.ts';

/**
 * Keeps what is typed into a form for this account and tab, and puts it back when the form is opened again: a sign-in that
 * expires or a reload loses nothing. Passwords and files are never kept. Goes when the form is sent.
 * @param account the account's id; nothing is kept for nobody
 * @param form a name of the form within the site
 */
export function draft(account: string | null, form: string): Attachment<HTMLFormElement> {
  return (element) => {
    if (!account) return;
    const key = draftKey(account, form);
    restore(element, sessionStorage.getItem(key));
    const keep = () => sessionStorage.setItem(key, JSON.stringify(valuesOf(element)));
    const drop = () => sessionStorage.removeItem(key);
    element.addEventListener('input', keep);
    element.addEventListener('submit', drop);
    element.addEventListener('reset', drop);
    return () => {
      element.removeEventListener('input', keep);
      element.removeEventListener('submit', drop);
      element.removeEventListener('reset', drop);
    };
  };
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>('input, textarea, select')].filter(
    ({ type }) => !['password', 'file', 'hidden'].includes(type)
  );
}

const isChoice = (field: Field): field is HTMLInputElement => field.type === 'checkbox' || field.type === 'radio';

function valuesOf(form: HTMLFormElement): (string | boolean)[] {
  return fieldsOf(form).map((field) => (isChoice(field) ? field.checked : field.value));
}

function restore(form: HTMLFormElement, kept: string | null): void {
  if (!kept) return;
  const values = JSON.parse(kept) as unknown[];
  const fields = fieldsOf(form);
  // The form looks different now: what belongs where is not known.
  if (fields.length !== values.length) return;
  fields.forEach((field, i) => {
    const value = values[i];
    if (isChoice(field) && typeof value === 'boolean') field.checked = value;
    else if (typeof value === 'string') field.value = value;
    else return;
    // Whoever binds the field hears of it as if it had been typed.
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
