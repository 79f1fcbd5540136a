#!/usr/bin/env node
import { main, processTerminal } from '../dist/main.js'

const terminal = processTerminal()
process.exitCode = await main(process.argv.slice(2), terminal)
