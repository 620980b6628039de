import ModbusProtocol

/// Why the service does not lend a line for what a tool wants.
enum LoanRefusal: Error, Hashable, CustomStringConvertible {
    case noSuchBus(String, known: [String])
    /// Functions 5, 6, 15 and 16.
    case writes(UInt8)
    /// Address 0 is everybody's, and nobody answers there.
    case broadcast
    case badTimeout(milliseconds: Int64)
    case badDuration(milliseconds: Int64)
    case badParameters(LineParameters)
    /// Registers that must not even be read.
    case unreadable(device: String, reason: String)
    case impossible(ModbusCodecError)
    case tooManyBorrowers(bus: String)

    var description: String {
        switch self {
        case .noSuchBus(let bus, let known):
            "there is no bus \(bus). "
                + (known.isEmpty ? "This box has none." : "The buses are: \(known.joined(separator: ", ")).")
        case .writes(let function):
            "the line is not lent for writing (function \(function)). `gridtally write` writes what a profile lists, and "
                + "relays move by supply orders and `gridtally relay` alone."
        case .broadcast: "unit 0 is everybody's, and nobody answers there. Name a unit from 1 to 255."
        case .badTimeout(let milliseconds):
            "a time-out of \(milliseconds) ms. The line is lent for 1 ms to \(LoanTerms.longestMilliseconds) ms."
        case .badDuration(let milliseconds):
            "listening for \(milliseconds) ms. The line is lent for 1 ms to \(LoanTerms.longestMilliseconds) ms at a "
                + "time; ask again."
        case .badParameters(let parameters):
            "\(parameters) is nothing that a port can be set to. Use a usual rate and 1 or 2 stop bits."
        case .unreadable(let device, let reason):
            "the profile of \(device) forbids reading these registers: \(reason). Read others."
        case .impossible(let error): "no such question can be asked: \(error)."
        case .tooManyBorrowers(let bus):
            "\(LoanTerms.mostBorrowers) tools use \(bus) already. End one of them, or try again in a moment."
        }
    }
}
