extension Unit {
    /// Decimal places from the base unit to the unit that people read, and its symbol: 230 400 mV are 230.400 V.
    public var display: (digits: Int, symbol: String) {
        switch self {
        case .millivolt: (3, "V")
        case .milliampere: (3, "A")
        case .milliwatt: (3, "W")
        case .millivar: (3, "var")
        case .millivoltAmpere: (3, "VA")
        case .millihertz: (3, "Hz")
        case .powerFactor: (4, "1")
        case .percent: (2, "%")
        case .none: (0, "1")
        case .wattHour, .varHour, .voltAmpereHour, .litre, .metre: (0, self.description)
        }
    }

    /// `230.400 V`; a factor or a count without a symbol.
    public func text(_ value: Int64) -> String {
        let (digits, symbol) = self.display
        let number = DecimalText.text(value, digits: digits)
        return symbol == "1" ? number : "\(number) \(symbol)"
    }
}
