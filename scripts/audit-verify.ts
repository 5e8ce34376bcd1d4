// `npm run audit:verify`: whether the audit chain is whole, and if not, what is the first thing wrong with it.
import { resolve } from 'node:path';
import pg from 'pg';
import { AnchorError, readAnchors } from '#server/audit/anchor.ts';
import { faultText, verifyChain } from '#server/audit/verify.ts';
import { live } from './lifetime.ts';
import { openDatabase, readSettings } from './prepare.ts';
import { OperatorError } from './provision/operator-error.ts';
import { root } from './provision/root.ts';

await live(async ({ own }) => {
  const { AUDIT_DIR } = readSettings();
  const anchors = await readAnchors(resolve(root, AUDIT_DIR)).catch((error: unknown) => {
    throw error instanceof AnchorError
      ? new OperatorError(`The audit chain cannot be trusted: ${error.message}.`)
      : error;
  });
  const { ownerUrl } = await openDatabase(own);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'gezhi audit' });
  await client.connect();
  own(() => client.end());
  const { fault, links, archived, waiting, anchors: noted } = await verifyChain(client, anchors);
  if (fault) throw new OperatorError(`The audit chain is broken. ${faultText(fault)}`);
  const parts = [`${links} links`, `${archived} of them archived`, `${waiting} entries waiting`, `${noted} anchors`];
  console.log(`The audit chain is whole: ${parts.join(', ')}.`);
  if (noted === 0) console.log('Without anchors a chain that was rewritten to its end cannot be told from a true one.');
});
