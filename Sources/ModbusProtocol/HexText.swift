extension Collection where Element == UInt8 {
    /// `01 03 02 …`, as a line's bytes are written for people; at most `limit` of them, and then how many there are.
    public func hexText(limit: Int = 24) -> String {
        let shown = self.prefix(limit).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        let text = shown.joined(separator: " ")
        return self.count > limit ? "\(text) … (\(self.count) bytes)" : text
    }
}
