import ElementaryFunctions

/// A complex number: a voltage, a current, a power or an impedance at the grid's frequency.
public struct Phasor: Hashable, Sendable {
    public static let zero = Phasor(0, 0)
    public var real: Double
    public var imaginary: Double

    public init(_ real: Double, _ imaginary: Double) { (self.real, self.imaginary) = (real, imaginary) }

    /// - Parameter angle: in radians.
    init(size: Double, angle: Double) {
        self.init(size * Elementary.cos(angle), size * Elementary.sin(angle))
    }

    var conjugate: Phasor { Phasor(self.real, -self.imaginary) }
    var squared: Double { self.real * self.real + self.imaginary * self.imaginary }
    var size: Double { self.squared.squareRoot() }

    static func + (left: Phasor, right: Phasor) -> Phasor {
        Phasor(left.real + right.real, left.imaginary + right.imaginary)
    }

    static func - (left: Phasor, right: Phasor) -> Phasor {
        Phasor(left.real - right.real, left.imaginary - right.imaginary)
    }

    static func * (left: Phasor, right: Phasor) -> Phasor {
        Phasor(
            left.real * right.real - left.imaginary * right.imaginary,
            left.real * right.imaginary + left.imaginary * right.real)
    }

    static func / (left: Phasor, right: Phasor) -> Phasor {
        let over = left * right.conjugate
        return Phasor(over.real / right.squared, over.imaginary / right.squared)
    }

    public static func * (left: Double, right: Phasor) -> Phasor { Phasor(left * right.real, left * right.imaginary) }
    static func += (left: inout Phasor, right: Phasor) { left = left + right }
}
