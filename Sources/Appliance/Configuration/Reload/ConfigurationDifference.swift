/// A key whose value is another in a new configuration, and what a reload makes of it.
struct ConfigurationDifference: Hashable, Sendable {
    /// As `buses[line-1].devices[house-01].unit`.
    let path: String
    /// Nil where the key, or the item of a list, was not there.
    let old: String?
    /// Nil where it is not there any more.
    let new: String?
    var change: ConfigurationKey.Change
}

extension ConfigurationDifference: CustomStringConvertible {
    var description: String {
        switch (self.old, self.new) {
        case (nil, ""): "\(self.path): added"
        case ("", nil): "\(self.path): removed"
        case (nil, let new?): "\(self.path): \(new)"
        case (let old?, nil): "\(self.path): left out, was \(old)"
        case (let old, let new): "\(self.path): \(new ?? ""), was \(old ?? "")"
        }
    }
}
