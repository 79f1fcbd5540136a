/** As much of Node's worker threads as the kernel's pool uses, on the browser's workers. */
export class Worker {
  #worker

  constructor(source, { workerData }) {
    const opening = 'onmessage = ({ data }) => { const require = () => ({ parentPort: self, workerData: data })'
    const url = URL.createObjectURL(new Blob([opening, source, '}'], { type: 'text/javascript' }))
    this.#worker = new globalThis.Worker(url)
    this.#worker.postMessage(workerData)
  }

  on(kind, listener) {
    this.#worker.addEventListener(kind, (event) => listener(event.data))
  }

  once(kind, listener) {
    this.#worker.addEventListener(kind, (event) => listener(event.data), { once: true })
  }

  off() {}

  unref() {}

  terminate() {
    this.#worker.terminate()
  }
}
