/// A quantity that is watched from outside, with its values (Prometheus: exposition formats, text format 0.0.4).
///
/// Names follow the conventions of Prometheus: `gridtally_` before, the base unit behind (`_seconds`, `_watts`,
/// `_bytes`, `_ratio`), `_total` behind what only grows.
public struct MetricFamily: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case gauge
        case counter
        case histogram
    }

    /// One value, with what tells it from the others of its family.
    public struct Sample: Hashable, Sendable {
        /// Behind the family's name: `_bucket`, `_sum` and `_count` of a histogram.
        public var suffix: String
        public var labels: [Label]
        public var value: Double

        public init(_ value: Double, _ labels: [Label] = [], suffix: String = "") {
            (self.value, self.labels, self.suffix) = (value, labels, suffix)
        }
    }

    public struct Label: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public var name: String
    public var kind: Kind
    /// One sentence, with the unit.
    public var help: String
    public var samples: [Sample]

    public init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        (self.name, self.kind, self.help, self.samples) = (name, kind, help, samples)
    }

    /// A family of one value.
    public init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, [Sample(value)])
    }
}

extension MetricFamily {
    /// A cumulative histogram.
    ///
    /// - Parameters:
    ///   - buckets: upper bounds, ascending, with how many values lie in each alone.
    ///   - sum: of all values.
    public static func histogram(
        buckets: [(upTo: Double, count: Int)], sum: Double, _ labels: [Label]
    ) -> [Sample] {
        var (samples, total): ([Sample], Int) = ([], 0)
        for bucket in buckets {
            total += bucket.count
            samples.append(
                Sample(Double(total), labels + [Label("le", Self.number(bucket.upTo))], suffix: "_bucket"))
        }
        return samples + [
            Sample(Double(total), labels + [Label("le", "+Inf")], suffix: "_bucket"),
            Sample(sum, labels, suffix: "_sum"), Sample(Double(total), labels, suffix: "_count"),
        ]
    }

    /// Whole numbers without a decimal point, others as Swift writes them: both are what Go's ParseFloat reads.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 9e15 ? "\(Int64(value))" : "\(value)"
    }
}
