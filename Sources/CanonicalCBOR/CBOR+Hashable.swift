extension CBOR: Hashable {
    // `String` calls "é" and "e" + combining accent equal. Their encodings differ, and here the encoding decides.
    public static func == (left: CBOR, right: CBOR) -> Bool {
        switch (left, right) {
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.negative(let left), .negative(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.kind)
        switch self {
        case .unsigned(let value), .negative(let value): hasher.combine(value)
        case .bytes(let bytes): hasher.combine(bytes)
        case .text(let text):
            hasher.combine(text.utf8.count)
            for byte in text.utf8 { hasher.combine(byte) }
        case .array(let items): hasher.combine(items)
        case .map(let pairs): hasher.combine(pairs)
        case .boolean(let value): hasher.combine(value)
        case .null: break
        }
    }
}
