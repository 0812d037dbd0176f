/** What every test file ends with: registered first, so it comes after all that the file itself ends with. */
import { afterAll } from 'vitest';
import { takeDatabasesBack } from '../support/database.ts';

afterAll(takeDatabasesBack);
