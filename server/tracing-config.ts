/** What OpenTelemetry's own variables say, read and checked with the rest of the environment (docs/operate.md). */

/** What a sampler is called in `OTEL_TRACES_SAMPLER`. */
const SAMPLERS = [
  ...['always_on', 'always_off', 'traceidratio'],
  ...['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
] as const

export interface TracingConfig {
  /** Where spans are posted, whole. */
  url: string
  /** Of each post; a secret may be among them. */
  headers: Record<string, string>
  timeoutMs: number
  isCompressed: boolean
  /** What this installation is called. */
  serviceName: string
  /** What else is said of it, with every post. */
  resource: Record<string, string>
  sampler: (typeof SAMPLERS)[number]
  /** The share of traces that is told, of samplers that take one. */
  share: number
  /** Spans wait so long for others to go with. */
  delayMs: number
  /** So many wait at most; what comes beyond is not told. */
  mostWaiting: number
}

interface Reader {
  text(name: string): string | null
  count(name: string, fallback: number, min?: number, max?: number): number
  /** Throws. */
  refuse(message: string): never
}

/** Where a collector listens that is told nothing else. */
const OWN_ADDRESS = new URL('http://localhost:4318')

/** Null: nobody is told anything, and nothing of OpenTelemetry is loaded. A bad value is refused also where it is switched off. */
export function readTracing({ text, count, refuse }: Reader): TracingConfig | null {
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T =>
    values.find((value) => value === (text(name) ?? fallback)) ??
    refuse(`${name} must be one of ${values.join(', ')}, not "${text(name)}"`)
  /** May hold a secret, so it is not repeated. */
  const address = (name: string, value: string | null): URL | null => {
    const url = value === null ? null : URL.parse(value)
    if (value !== null && (url === null || !/^https?:$/.test(url.protocol)))
      refuse(`${name} must be an address such as http://collector.example.org:4318`)
    return url
  }
  const pairs = (name: string, value: string | null): Record<string, string> =>
    Object.fromEntries(
      (value?.split(',') ?? [])
        .filter((pair) => pair.trim() !== '')
        .map((pair) => {
          const [, key, said] = /^\s*([^=\s"]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? []
          const plain = said === undefined ? null : decoded(said)
          if (key === undefined || plain === null) refuse(`${name} must be of the form name=value,name=value`)
          return [key, plain]
        }),
    )
  const isOff = oneOf('OTEL_SDK_DISABLED', ['true', 'false'], 'false') === 'true'
  const base = address('OTEL_EXPORTER_OTLP_ENDPOINT', text('OTEL_EXPORTER_OTLP_ENDPOINT'))
  const own = address('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'))
  const isAsked = base !== null || own !== null
  const exporter = oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none'], isAsked ? 'otlp' : 'none')
  oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/protobuf'], 'http/protobuf')
  const { 'service.name': named, ...resource } = pairs('OTEL_RESOURCE_ATTRIBUTES', text('OTEL_RESOURCE_ATTRIBUTES'))
  const config = {
    url: own?.href ?? `${(base ?? OWN_ADDRESS).href.replace(/\/$/, '')}/v1/traces`,
    headers: pairs('OTEL_EXPORTER_OTLP_HEADERS', text('OTEL_EXPORTER_OTLP_HEADERS')),
    timeoutMs: count('OTEL_EXPORTER_OTLP_TIMEOUT', 10_000),
    isCompressed: oneOf('OTEL_EXPORTER_OTLP_COMPRESSION', ['none', 'gzip'], 'none') === 'gzip',
    serviceName: text('OTEL_SERVICE_NAME') ?? named ?? 'concord',
    resource,
    sampler: oneOf('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
    share: share(text('OTEL_TRACES_SAMPLER_ARG')),
    delayMs: count('OTEL_BSP_SCHEDULE_DELAY', 5_000),
    mostWaiting: count('OTEL_BSP_MAX_QUEUE_SIZE', 2_048),
  }
  return isOff || exporter === 'none' ? null : config

  function share(value: string | null): number {
    if (value !== null && !/^(?:0?\.\d+|[01](?:\.0*)?)$/.test(value))
      refuse(`OTEL_TRACES_SAMPLER_ARG must be a share from 0 to 1, not "${value}"`)
    return value === null ? 1 : Number(value)
  }
}

/** Null: it cannot be. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}
