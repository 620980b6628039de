import Ledger
import Metering

extension MeasuringRatio {
    /// A ratio as people write it: primary by secondary in A or V, such as `100/5` or `62.5/5`.
    ///
    /// - Returns: nil for anything else, 0 and more than three decimals among it.
    init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
            DecimalText.parse(String($0), scale: 1000).flatMap(UInt32.init(exactly:))
        }
        guard parts.count == 2, let primary = parts[0], let secondary = parts[1] else { return nil }
        self.init(primary: primary, secondary: secondary)
    }
}
