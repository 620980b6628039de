import DeviceProfiles
import StrictYAML

extension PulseMeter {
    /// Reads `{input: 1, litres: 10, most_per_hour: 320}`.
    ///
    /// - Returns: the meter, and the most base units that it can count in an hour.
    static func read(_ node: YAMLNode) throws(YAMLError) -> (meter: PulseMeter, maximumUnitsPerHour: Int64) {
        let fields = try YAMLFields(node, allowed: ["input", "litres", "metres", "most_per_hour"])
        let (quantity, worth) = try self.worth(fields)
        let weight = try self.weight(worth)
        let pulses = Int64(try fields.required("most_per_hour").integer(1...3_600_000))
        let meter = PulseMeter(input: try fields.required("input").integer(1...64), quantity: quantity, weight: weight)
        let units = Int128(pulses) * Int128(weight.numerator) / Int128(weight.denominator)
        return (meter, max(1, Int64(clamping: units)))
    }

    private static func worth(_ fields: YAMLFields) throws(YAMLError) -> (Quantity, YAMLNode) {
        switch (fields["litres"], fields["metres"]) {
        case (let litres?, nil): return (.volume, litres)
        case (nil, let metres?): return (.distance, metres)
        default:
            throw fields.owner.error(
                "litres and metres are both there or both missing", expected: "one of the two: what a pulse is worth",
                advice: "Write what is printed on the meter, such as litres: 10.")
        }
    }

    private static func weight(_ node: YAMLNode) throws(YAMLError) -> Scale {
        let expected = "a positive decimal from 0.001 to 100000, with at most three digits after the point"
        guard let thousandths = try Int128(exactly: node.decimal(scale: 1000, isPositive: true)),
            thousandths <= 100_000_000, let weight = Scale(numerator: thousandths, denominator: 1000)
        else { throw node.mismatch(expected: expected, advice: "Write what is printed on the meter.") }
        return weight
    }
}
