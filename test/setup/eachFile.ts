/** What every test file ends with: registered first, so it comes after all that the file itself ends with. */
import { afterAll } from 'vitest';
import { dropTestDatabases } from '../support/database.ts';

afterAll(dropTestDatabases);
