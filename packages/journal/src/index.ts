export { type Database, inTransaction, type SqlRow, type SqlValue, type Statement } from './database/database.js'
export { type DatabaseFailure, databaseFailure } from './database/failure.js'
export { openDatabase, openFile } from './database/openDatabase.js'
