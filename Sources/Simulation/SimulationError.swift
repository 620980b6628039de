public import Platform
public import StrictYAML

/// Why a neighbourhood cannot be built or a line cannot be opened.
public enum SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
    case unknownProfile(String, place: YAMLLocation, known: [String])
    case wrongKind(profile: String, place: YAMLLocation, expected: String)
    case serialNumber(unit: UInt8, place: YAMLLocation, reason: String)
    case unknownChannel(Int, module: UInt8, place: YAMLLocation)
    case unknownInput(Int, counter: UInt8, place: YAMLLocation)
    /// The scene starts so long before now that its registers cannot be worked out in reasonable time.
    case startTooEarly(start: String, now: String)
    /// Something that is not a symbolic link is where the link should be.
    case linkOccupied(path: String, place: YAMLLocation)
    case link(path: String, place: YAMLLocation, SystemError)
    case pseudoTerminal(line: String, SystemError)
    /// The line's pseudo-terminal failed while it ran.
    case portLost(SystemError)

    public var description: String {
        switch self {
        case .unknownProfile(let name, let place, let known):
            "\(place): no profile `\(name)`; expected one of \(known.joined(separator: ", ")). "
                + "Correct the name or add the profile's file."
        case .wrongKind(let name, let place, let expected):
            "\(place): profile `\(name)` is not that of \(expected). Choose another profile."
        case .serialNumber(let unit, let place, let reason):
            "\(place): unit \(unit) cannot show its serial number: \(reason). Change `serial`."
        case .unknownChannel(let channel, let module, let place):
            "\(place): relay module \(module) has no channel \(channel). "
                + "Use a channel that its profile lists, or another module."
        case .unknownInput(let input, let counter, let place):
            "\(place): pulse counter \(counter) has no input \(input). "
                + "Use an input that its profile lists, or another counter."
        case .startTooEarly(let start, let now):
            "the scene starts at \(start), more than 400 days before the chain time \(now). "
                + "Set `start` nearer, or leave it out to begin at the clock's origin."
        case .linkOccupied(let path, let place):
            "\(place): \(path) is there and is not a symbolic link. Move it away or choose another `link`."
        case .link(let path, let place, let error):
            "\(place): cannot make the link \(path): \(error). Check that its folder is there and may be written."
        case .portLost(let error): "\(error). Start the simulation again."
        case .pseudoTerminal(let line, let error):
            "line `\(line)`: no pseudo-terminal: \(error). "
                + "Check that /dev/ptmx is there and /proc/sys/kernel/pty/max is not used up."
        }
    }
}
