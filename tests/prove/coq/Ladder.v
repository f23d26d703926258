(** The ladder: nested blocks are a loop over numbered steps (macro/translate/src/opt/ladder.rs).

    [nest] is the code before the pass, [flat] the entry step after it; [run] is the emitted loop: it runs a step
    and goes to the step that the outcome names, which always lies ahead. *)

Require Import List Arith Lia. Import ListNotations.
From IncludeWasm Require Import Host Rust.

Section Ladder.
Context {H : Host}.
Variable funcs : nat -> option rfunc.
Variable k : nat.
Notation exec := (Rust.exec funcs k).

(** A block of the chain, from inside: what stands before it in the body around it, and what comes after it. *)
Record level := Level {
  before : list stmt;
  label : nat;
  temps : list nat;
  behind : list stmt;
  final : ending
}.

(** The nested blocks around an innermost body: statements and ending of the outermost body. *)
Fixpoint nest (b : list stmt) (x : ending) (levels : list level) : list stmt * ending :=
  match levels with
  | [] => (b, x)
  | v :: rest => nest (before v ++ RBlock (label v) (temps v) b x :: behind v) (final v) rest
  end.

(** The entry step: all that stands before the blocks, from outside, and the innermost body. *)
Fixpoint flat (b : list stmt) (levels : list level) : list stmt :=
  match levels with
  | [] => b
  | v :: rest => flat (before v ++ b) rest
  end.

(** The next step that an outcome leads to: the one behind the block that it leaves, or falls out of. *)
Fixpoint catch (levels : list level) (o : rout) : option (level * list level * ((nat -> val) * (nat -> val) * mem)) :=
  match levels with
  | [] => None
  | v :: rest =>
      match rend (label v) (temps v) o with
      | RNext t l m => Some (v, rest, (t, l, m))
      | _ => catch rest o
      end
  end.

(** The loop, with a bound on its rounds. *)
Fixpoint run (n : nat) (levels : list level) (o : rout) : rout :=
  match catch levels o, n with
  | Some (v, rest, (t, l, m)), S n' => run n' rest (region exec (behind v) (final v) t l m)
  | _, _ => o
  end.

(** The same by recursion on the levels. *)
Fixpoint climb (levels : list level) (o : rout) : rout :=
  match levels with
  | [] => o
  | v :: rest =>
      match rend (label v) (temps v) o with
      | RNext t l m => climb rest (region exec (behind v) (final v) t l m)
      | o' => climb rest o'
      end
  end.

(** What stands before a block does not leave it: its label is not in scope there. *)
Fixpoint scoped (levels : list level) : Prop :=
  match levels with
  | [] => True
  | v :: rest =>
      (forall t l m, let o := rseq exec (flat (before v) rest) t l m in rend (label v) (temps v) o = o) /\ scoped rest
  end.

Lemma flat_app a b levels : flat (a ++ b) levels = flat a levels ++ b.
Proof. revert a b. induction levels as [|v rest IH]; intros; simpl; auto. now rewrite app_assoc, IH. Qed.

Lemma rseq_app go a b t l m :
  rseq go (a ++ b) t l m = match rseq go a t l m with RNext t' l' m' => rseq go b t' l' m' | o => o end.
Proof. revert t l m. induction a as [|i a IH]; intros; simpl; auto. destruct (go i t l m); auto. Qed.

Lemma region_app go a b x t l m :
  region go (a ++ b) x t l m = match rseq go a t l m with RNext t' l' m' => region go b x t' l' m' | o => o end.
Proof. unfold region. rewrite rseq_app. destruct (rseq go a t l m); auto. Qed.

(** A region ends; it does not go on. *)
Definition ends (o : rout) : Prop := match o with RNext _ _ _ => False | _ => True end.
Lemma region_ends go b x t l m : ends (region go b x t l m).
Proof.
  unfold region. destruct (rseq go b t l m) as [t' l' m'| | | |]; simpl; auto.
  destruct x as [es|[c j es]|e js [c j es]|]; simpl; auto.
  destruct (nth _ js _); simpl; auto.
Qed.

Lemma rend_keeps j ts o : ends o -> match rend j ts o with RNext _ _ _ => True | o' => o' = o end.
Proof. destruct o as [| |[|] i vs t l m| |]; simpl; auto; try contradiction. destruct (Nat.eqb i j); auto. Qed.

Lemma climb_nest : forall levels b x t l m, scoped levels ->
  region exec (fst (nest b x levels)) (snd (nest b x levels)) t l m = climb levels (region exec (flat b levels) x t l m).
Proof.
  induction levels as [|v rest IH]; intros b x t l m S; simpl; auto. destruct S as (Sv & Sr).
  rewrite IH by auto. rewrite (flat_app (before v)), (flat_app (before v)), !region_app.
  pose proof (Sv t l m) as K. simpl in K.
  destruct (rseq exec (flat (before v) rest) t l m) as [t1 l1 m1|vs t1 l1 m1|[|] j vs t1 l1 m1| |] eqn:E.
  - assert (Q : region exec (RBlock (label v) (temps v) b x :: behind v) (final v) t1 l1 m1 =
      match rend (label v) (temps v) (region exec b x t1 l1 m1) with
      | RNext t' l' m' => region exec (behind v) (final v) t' l' m'
      | o => o
      end).
    { unfold region at 1. cbn [rseq].
      assert (B : exec (RBlock (label v) (temps v) b x) t1 l1 m1 = rend (label v) (temps v) (region exec b x t1 l1 m1))
        by (destruct k; reflexivity).
      rewrite B. clear. destruct (rend (label v) (temps v) (region exec b x t1 l1 m1)); reflexivity. }
    rewrite Q. clear. destruct (rend (label v) (temps v) (region exec b x t1 l1 m1)); reflexivity.
  - simpl in K. discriminate.
  - reflexivity.
  - simpl in *. destruct (Nat.eqb j (label v)); [discriminate|reflexivity].
  - reflexivity.
  - reflexivity.
Qed.

Lemma catch_climb : forall levels o, ends o ->
  climb levels o = match catch levels o with
    | Some (v, rest, (t, l, m)) => climb rest (region exec (behind v) (final v) t l m)
    | None => o
    end.
Proof.
  induction levels as [|v rest IH]; intros o N; simpl; auto.
  pose proof (rend_keeps (label v) (temps v) o N) as K.
  destruct (rend (label v) (temps v) o); auto; subst; now apply IH.
Qed.

Lemma catch_shorter : forall levels o v rest s, catch levels o = Some (v, rest, s) -> length rest < length levels.
Proof.
  induction levels as [|w levels IH]; intros o v rest s E; simpl in E; [discriminate|]. simpl.
  destruct (rend (label w) (temps w) o); try (apply IH in E; lia). inversion E; subst. lia.
Qed.

Lemma run_climb : forall n levels o, length levels <= n -> ends o -> run n levels o = climb levels o.
Proof.
  induction n as [|n IH]; intros levels o L N.
  - destruct levels; simpl in *; auto. lia.
  - rewrite catch_climb by auto. simpl. destruct (catch levels o) as [[[v rest] [[t l] m]]|] eqn:E; auto.
    apply IH; [|apply region_ends]. apply catch_shorter in E. lia.
Qed.

(** A block with nested blocks in it, and the loop over steps in its place. *)
Theorem ladder_correct : forall levels b x j ts t l m, scoped levels ->
  exec (RBlock j ts (fst (nest b x levels)) (snd (nest b x levels))) t l m =
  rend j ts (run (length levels) levels (region exec (flat b levels) x t l m)).
Proof.
  intros levels b x j ts t l m S. rewrite run_climb; auto using region_ends.
  rewrite <- climb_nest by auto. destruct k; reflexivity.
Qed.

End Ladder.

Print Assumptions ladder_correct.
