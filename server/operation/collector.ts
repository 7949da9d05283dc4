/** How spans come to a collector, and which of them. Loaded with the SDK only. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace'
import type { Log } from '../log.ts'
import type { TracingConfig } from '../tracing-config.ts'

/** Which traces are told. */
export function samplerOf({ sampler, share }: TracingConfig): Sampler {
  const own = sampler.replace('parentbased_', '')
  const root =
    own === 'always_on'
      ? new AlwaysOnSampler()
      : own === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(share)
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

/** Posts spans, and says once that nobody takes them, and once that somebody does again. */
export function exporterOf(
  { url, headers, timeoutMs, isCompressed }: TracingConfig,
  log: Pick<Log, 'warn' | 'info'>,
): SpanExporter {
  const inner = new OTLPTraceExporter({
    ...{ url, headers, timeoutMillis: timeoutMs },
    ...(isCompressed ? { compression: 'gzip' as never } : {}),
  })
  let isFailing = false
  return {
    export(spans, told) {
      inner.export(spans, (result) => {
        const hasFailed = result.code !== 0
        if (hasFailed && !isFailing) log.warn({ err: result.error }, 'the collector takes no traces; they are dropped')
        if (!hasFailed && isFailing) log.info({}, 'the collector takes traces again')
        isFailing = hasFailed
        told(result)
      })
    },
    forceFlush: () => inner.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => inner.shutdown(),
  }
}
