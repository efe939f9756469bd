/// One thing that is wrong with a camera's picture now.
public struct SensorFinding: Sendable, Hashable {
    /// What it is.
    public var symptom: SensorSymptom
    /// Whether nothing can be seen because of it; else less can be seen than usual.
    public var isBlinding: Bool
    /// How bad it is, in whole percent of what ``SensorSymptom`` measures: of the picture that is dark, bright, covered or
    /// noise; of the usual sharpness that is left; by how much of the image's width the view moved, or 100 if it is
    /// another one altogether; 100 for a frozen picture.
    public var percent: Int

    /// Makes a finding.
    public init(symptom: SensorSymptom, isBlinding: Bool, percent: Int) {
        self.symptom = symptom
        self.isBlinding = isBlinding
        self.percent = percent
    }
}
