/**
 * Traces for an OpenTelemetry collector: requests, transactions, turns of rooms, what goes over the bus (rules OP6 to OP8). Loaded only where the operator
 * asks for it (`OTEL_...`), since it brings the SDK.
 *
 * A span has a name out of this file, the pattern of an address, counts, times and ids that a machine made. Nothing else: no words, names, addresses.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { codeOf } from '../store/errors.ts'
import { watchQueries } from '../store/watched.ts'
import { exporterOf, samplerOf } from './collector.ts'
import type { Log } from '../log.ts'
import type { Journal, Store } from '../store/store.ts'
import type { Tracing } from '../tracing.ts'
import type { TracingConfig } from '../tracing-config.ts'

export interface TracingParts {
  config: TracingConfig
  /** Of this code. */
  version: string
  /** Tells this process from the installation's others. */
  instanceId: string
  /** Whether requests come through a proxy, whose word on the trace that they belong to is taken. */
  isBehindProxy: boolean
  /** Hears that the collector takes no spans, and that it does again. */
  log: Pick<Log, 'warn' | 'info'>
  /** From 0 to below 1. */
  random?: () => number
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Of the turns of rooms, and of transactions that nobody asked for by a request, one in so many begins a trace: each key that is pressed is one. */
export const ONE_IN = 100
/** A turn that takes so long is told of whatever the dice say. */
export const SLOW_TURN_MS = 250
/** A stop waits so long for the collector. */
const LAST_MS = 2_000

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const SAMPLED = 1

/** What another party says of the trace to which something belongs; null: nothing that can be used. */
function contextOf(traceparent: unknown): Context | null {
  const [, traceId, spanId, flags] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || []
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId!)) return null
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId: spanId!, isRemote: true },
    traceFlags: Number.parseInt(flags!, 16) & SAMPLED,
  })
}

/** A word for the kind of what was thrown; what it says may quote anything. */
function kindOf(error: unknown): string {
  const code = codeOf(error)
  const name = code ?? (error instanceof Error ? error.name : typeof error)
  return /^\w{1,60}$/.test(name) ? name : 'Error'
}

const failed = (span: Span, error: unknown): void => {
  span.setAttribute('error.type', kindOf(error))
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** Ready to be told. Throws nothing later: a collector that is away is nobody's concern but the operator's. */
export function openTracing({
  config,
  version,
  instanceId,
  isBehindProxy,
  log,
  random = Math.random,
  now = Date.now,
}: TracingParts): Tracing {
  const provider = new TracerProvider({
    sampler: samplerOf(config),
    resource: defaultResource().merge(
      resourceFromAttributes({
        ...{ 'service.version': version, 'service.instance.id': instanceId },
        ...config.resource,
        'service.name': config.serviceName,
      }),
    ),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: exporterOf(config, log),
        scheduledDelayMillis: config.delayMs,
        exportTimeoutMillis: config.timeoutMs,
        maxQueueSize: config.mostWaiting,
        maxExportBatchSize: Math.min(config.mostWaiting, 512),
      }),
    ],
  })
  const tracer = provider.getTracer('concord', version)
  /** What is under way: of a trace that is told; null: of one that is not; undefined: of none. */
  const current = new AsyncLocalStorage<Context | null>()

  /** Of requests: what they asked the database outside transactions. */
  const asked = new WeakMap<Context, { queries: number; ms: number }>()

  /** Runs work that a span is about. */
  const within = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
    try {
      return await current.run(trace.setSpan(ROOT_CONTEXT, span), work)
    } catch (error) {
      failed(span, error)
      throw error
    } finally {
      span.end()
    }
  }
  const begin = (name: string, attributes: Record<string, string | number>, under: Context, kind?: SpanKind): Span =>
    tracer.startSpan(name, { attributes, ...(kind === undefined ? {} : { kind }) }, under)
  const isDrawn = (): boolean => random() * ONE_IN < 1

  const transaction = async <T>(name: string, system: string, run: (started: () => void) => Promise<T>): Promise<T> => {
    const under = current.getStore()
    if (under === null || (under === undefined && !isDrawn())) return run(() => {})
    const span = begin(name, { 'db.system.name': system }, under ?? ROOT_CONTEXT, SpanKind.CLIENT)
    if (!span.isRecording()) return current.run(null, () => run(() => {}))
    return within(span, () => run(() => span.addEvent('begun')))
  }

  return {
    request(request, response, answer) {
      const { method = 'GET' } = request
      const given = isBehindProxy ? contextOf(request.headers['traceparent']) : null
      const span = begin(method, { 'http.request.method': method }, given ?? ROOT_CONTEXT, SpanKind.SERVER)
      if (!span.isRecording()) return current.run(null, answer)
      request.traceId = span.spanContext().traceId
      const own = trace.setSpan(ROOT_CONTEXT, span)
      asked.set(own, { queries: 0, ms: 0 })
      response.once('close', () => {
        const { statusCode } = response
        if (request.route) {
          span.updateName(`${method} ${request.route}`)
          span.setAttribute('http.route', request.route)
        }
        span.setAttribute('http.response.status_code', statusCode)
        const { queries, ms } = asked.get(own)!
        // each in a span would be most of what is told
        span.setAttributes({ 'concord.queries': queries, 'concord.queries_ms': Math.round(ms) })
        if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      })
      current.run(own, answer)
    },

    watchStore(store): Store {
      const system = store.dialect === 'sqlite' ? 'sqlite' : 'postgresql'
      const begun =
        <A, T>(started: () => void, work: (rows: A) => Promise<T>) =>
        (rows: A): Promise<T> => {
          started()
          return work(rows)
        }
      return {
        ...store,
        db: watchQueries(store.db, (ms) => {
          const under = current.getStore()
          const sum = under ? asked.get(under) : undefined
          if (sum !== undefined) Object.assign(sum, { queries: sum.queries + 1, ms: sum.ms + ms })
        }),
        transaction: (work) => transaction('transaction', system, (started) => store.transaction(begun(started, work))),
        read: (work) => transaction('read', system, (started) => store.read(begun(started, work))),
      }
    },

    watchJournal: (journal): Journal => ({
      append(entries) {
        const under = current.getStore()
        if (!under) return journal.append(entries)
        const bytes = entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0)
        const span = begin('journal append', { 'concord.entries': entries.length, 'concord.bytes': bytes }, under)
        const appended = journal.append(entries)
        appended.written.then(
          () => span.addEvent('written'),
          () => {},
        )
        appended.durable
          .catch((error: unknown) => failed(span, error))
          .finally(() => span.end())
          .catch(() => {})
        return appended
      },
    }),

    async turn(documentId, errands, act) {
      const attributes = { 'concord.document_id': documentId, 'concord.errands': errands }
      const span = isDrawn() ? begin('room turn', attributes, ROOT_CONTEXT) : null
      if (span?.isRecording()) return within(span, act)
      const began = now()
      try {
        // whatever woke the room is not what its turn is for
        return await current.run(null, act)
      } finally {
        const ended = now()
        if (ended - began >= SLOW_TURN_MS)
          tracer.startSpan('room turn', { attributes, startTime: began }, ROOT_CONTEXT).end(ended)
      }
    },

    bus: {
      publish(messages) {
        const under = current.getStore()
        if (!under) return null
        const span = begin('bus publish', { 'concord.messages': messages }, under, SpanKind.PRODUCER)
        const { traceId, spanId, traceFlags } = span.spanContext()
        return {
          trace: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
          done: () => span.end(),
        }
      },
      receive(given, messages, hear) {
        const under = contextOf(given)
        if (under === null) return hear()
        const span = begin('bus receive', { 'concord.messages': messages }, under, SpanKind.CONSUMER)
        try {
          current.run(span.isRecording() ? trace.setSpan(ROOT_CONTEXT, span) : null, hear)
        } finally {
          span.end()
        }
      },
    },

    async close() {
      const late = Promise.withResolvers<void>()
      const timer = setTimeout(late.resolve, LAST_MS)
      await Promise.race([provider.shutdown().catch(() => {}), late.promise])
      clearTimeout(timer)
    },
  }
}
